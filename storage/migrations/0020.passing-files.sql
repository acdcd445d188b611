-- Files that a channel holds for a while only, from their message until they are ours; and which channel holds a file.

create table passing_files (
    id integer primary key,
    channel text not null,
    link_sealed blob,
    received_at integer not null,
    due_at integer not null,
    tries integer not null default 0,
    stored_at integer
) strict;
create index passing_files_due on passing_files (due_at) where link_sealed is not null;
create index passing_files_by_age on passing_files (received_at);

alter table files add column channel text;
