-- The whole life of a report: publicity, deadlines, results, followers, files kept by us, groups of units.

alter table reports add column urgent integer not null default 0;
alter table reports add column public integer not null default 0;
alter table reports add column anonymous integer not null default 0;
alter table reports add column in_hand integer not null default 1;
alter table reports add column cell blob;
alter table reports add column soon_at integer;
alter table reports add column reminded integer not null default 0;
alter table reports add column held_from text;
alter table reports add column waiting_since integer;
alter table reports add column outcome text;
alter table reports add column result_sealed blob;
alter table reports add column resolved_at integer;
alter table reports add column rating text;
alter table reports add column extended integer not null default 0;
alter table reports add column duplicate_of integer references reports (id);
create index reports_by_state on reports (state, due_at, id);
create index reports_of_agency on reports (agency, state, due_at, id);
create index reports_in_hand on reports (due_at, id) where in_hand = 1;
create index reports_of_agency_in_hand on reports (agency, due_at, id) where in_hand = 1;
create index reports_to_remind on reports (soon_at) where in_hand = 1 and reminded = 0;
create index reports_to_warn on reports (due_at) where in_hand = 1 and reminded < 2;
create index reports_resolved on reports (resolved_at) where resolved_at is not null;
create index reports_to_close on reports (resolved_at) where state = 'resolved';
create index reports_by_time on reports (created_at);
create index reports_alike on reports (field, area, created_at);
create index reports_near on reports (cell, field, created_at) where cell is not null;

alter table report_events add column kind text not null default 'move';
alter table report_events add column person_id integer references people (id);
alter table report_events add column words_sealed blob;
alter table report_events add column internal integer not null default 0;

alter table files add column purpose text not null default 'report';
alter table files add column caption_sealed blob;
alter table files add column stored_at integer;
alter table files add column tries integer not null default 0;
alter table files add column due_at integer not null default 0;
create index files_to_fetch on files (due_at) where stored_at is null;

create table report_followers (
    report_id integer not null references reports (id),
    chat_id integer not null references chats (id),
    since integer not null,
    primary key (report_id, chat_id)
) strict, without rowid;

create table unit_groups (
    channel text not null,
    address text not null,
    unit text not null,
    language text not null,
    tied_by integer not null references people (id),
    tied_at integer not null,
    primary key (channel, address)
) strict, without rowid;
create index unit_groups_of on unit_groups (unit);

create table statistics_wanted (
    id integer primary key,
    chat_id integer not null references chats (id),
    unit text,
    days integer not null,
    wanted_at integer not null
) strict;
