-- What people answer to an alert, the texts that a unit keeps ready, and who does not want to hear now.

create table alert_answers (
    alert_id integer not null references alerts (id),
    recipient integer not null,
    chat_id integer not null references chats (id),
    area text not null,
    answer text not null,
    answered_at integer not null,
    primary key (alert_id, recipient)
) strict, without rowid;

create table alert_templates (
    id integer primary key,
    unit text not null,
    name text not null,
    content text not null,
    made_by integer not null references people (id),
    made_at integer not null,
    unique (unit, name)
) strict;

alter table chats add column paused_until integer;
alter table deliveries add column hushed integer not null default 0;
