-- Accounts, staff and personal data: what people settle for themselves, who seconded what, and how to find it.

alter table people add column erased_at integer;
alter table chats add column quiet_from integer;
alter table chats add column quiet_until integer;
alter table codes add column prefix_hash blob;
create index codes_of_prefix on codes (prefix_hash, created_at) where prefix_hash is not null;

create table proposals (
    id integer primary key,
    role text not null,
    unit text not null,
    name text not null,
    proposed_by integer not null references people (id),
    proposed_chat integer not null references chats (id),
    proposed_at integer not null,
    settled_by integer references people (id),
    settled_at integer,
    outcome text
) strict;
create index proposals_open on proposals (id) where settled_at is null;

create table recovery_codes (
    person_id integer not null references people (id),
    code_hash blob not null,
    used_at integer,
    primary key (person_id, code_hash)
) strict, without rowid;

create table data_requests (
    id integer primary key,
    person_id integer not null references people (id),
    chat_id integer not null references chats (id),
    words_sealed blob,
    created_at integer not null,
    due_at integer not null,
    settled_at integer,
    settled_by integer references people (id)
) strict;
create index data_requests_open on data_requests (due_at) where settled_at is null;

create index consents_of_person on consents (person_id) where person_id is not null;
create index invitations_open on invitations (expires_at) where used_at is null;
create index audit_of_subject on audit (subject, seq);
create index audit_of_actor on audit (actor, seq);
create index audit_of_act on audit (act, seq);
