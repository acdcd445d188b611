-- A word sealed with the master key: at the next start it shows whether the configuration still has that key.

create table key_check (
    id integer primary key,
    word_sealed blob not null
) strict;
