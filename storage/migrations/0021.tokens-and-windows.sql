-- The keys of channels that must be renewed; when each chat was last heard, for channels that answer for a while only.

create table tokens (
    id integer primary key,
    name text not null unique,
    seed_sealed blob not null,
    refresh_sealed blob not null,
    access_sealed blob,
    expires_at integer not null default 0,
    asked_at integer
) strict;

alter table chats add column heard_at integer;
alter table chats add column replies integer not null default 0;
