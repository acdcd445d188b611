-- What is to be forgotten, and what is done once a night or a day.

create table doomed_files (
    id integer primary key,
    due_at integer not null,
    tries integer not null default 0
) strict;
create index doomed_files_due on doomed_files (due_at);

create table routines (
    name text primary key,
    done_at integer not null
) strict, without rowid;

alter table files add column sealed_with integer;
alter table reports add column emptied_at integer;

create index files_by_age on files (created_at);
create index reports_to_empty on reports (created_at) where emptied_at is null and in_hand = 0;
create index inbox_quarantined on inbox (received_at) where state = 'quarantined';
create index data_requests_settled on data_requests (settled_at) where settled_at is not null;
create index consents_withdrawn on consents (withdrawn_at) where withdrawn_at is not null;
