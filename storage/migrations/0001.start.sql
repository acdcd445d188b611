-- The first schema. Times are integer microseconds UTC, ids are made by us, what ends in _sealed is ciphertext.

create table people (
    id integer primary key,
    name_sealed blob,
    phone_sealed blob,
    phone_hash blob unique,
    mail_sealed blob,
    mail_hash blob unique,
    area text,
    registered_at integer,
    created_at integer not null
) strict;

create table chats (
    id integer primary key,
    channel text not null,
    address text not null,
    person_id integer references people (id),
    language text not null,
    blocked_at integer,
    test_group integer not null default 0,
    menu text not null default '',
    created_at integer not null,
    unique (channel, address)
) strict;
create index chats_of_person on chats (person_id) where person_id is not null;

create table grants (
    id integer primary key,
    person_id integer not null references people (id),
    chat_id integer not null references chats (id),
    role text not null,
    unit text not null,
    label text not null,
    granted_by text not null,
    granted_at integer not null,
    revoked_at integer,
    revoked_by text
) strict;
create unique index grants_in_force on grants (chat_id, role, unit) where revoked_at is null;
create index grants_of_role on grants (role) where revoked_at is null;

create table invitations (
    id integer primary key,
    token_hash blob not null unique,
    role text not null,
    unit text not null,
    label text not null,
    invited_by text not null,
    created_at integer not null,
    expires_at integer not null,
    used_at integer,
    used_by integer references people (id)
) strict;

create table authenticators (
    person_id integer primary key references people (id),
    secret_sealed blob not null,
    confirmed_at integer,
    last_step integer not null default 0,
    failures integer not null default 0,
    failed_at integer,
    created_at integer not null
) strict;

create table consents (
    id integer primary key,
    chat_id integer not null references chats (id),
    person_id integer references people (id),
    purpose text not null,
    notice text not null,
    channel text not null,
    given_at integer not null,
    withdrawn_at integer
) strict;
create index consents_of_chat on consents (chat_id, purpose);

create table codes (
    id integer primary key,
    chat_id integer not null references chats (id),
    purpose text not null,
    target text not null,
    target_sealed blob not null,
    target_hash blob not null,
    created_at integer not null,
    expires_at integer not null,
    tries integer not null default 0,
    state text not null
) strict;
create index codes_of_target on codes (target_hash, created_at);
create index codes_of_chat on codes (chat_id, created_at);
create index codes_by_age on codes (created_at);

create table forms (
    chat_id integer not null references chats (id),
    form text not null,
    step text not null,
    version integer not null,
    message text,
    answers_sealed blob not null,
    opened_at integer not null,
    touched_at integer not null,
    reminded_at integer,
    primary key (chat_id, form)
) strict;
create index forms_by_age on forms (touched_at);

create table reports (
    id integer primary key,
    code text not null unique,
    person_id integer not null references people (id),
    chat_id integer not null references chats (id),
    field text not null,
    area text not null,
    agency text not null,
    text_sealed blob not null,
    place_sealed blob,
    state text not null,
    version integer not null,
    created_at integer not null,
    due_at integer
) strict;
create index reports_of_person on reports (person_id, id);

create table report_events (
    id integer primary key,
    report_id integer not null references reports (id),
    at integer not null,
    state text not null,
    actor text not null
) strict;
create index report_events_of on report_events (report_id, id);

create table files (
    id integer primary key,
    report_id integer not null references reports (id),
    kind text not null,
    held text not null,
    distinct_id text not null,
    size integer not null,
    name_sealed blob,
    created_at integer not null,
    unique (report_id, distinct_id)
) strict;

create table alerts (
    id integer primary key,
    code text not null unique,
    folded text not null,
    kind text not null,
    state text not null,
    unit text not null,
    level integer not null,
    hazard text not null,
    starts_at integer not null,
    ends_at integer not null,
    revision integer not null,
    version integer not null,
    created_by integer not null references people (id),
    touched_by text not null,
    submitted_at integer,
    approved_by integer references people (id),
    approved_at integer,
    closed_by integer references people (id),
    closed_at integer,
    reason text,
    updates integer references alerts (id),
    change text,
    reminded_at integer,
    created_at integer not null
) strict;
create index alerts_by_state on alerts (state, ends_at);

create table alert_revisions (
    alert_id integer not null references alerts (id),
    revision integer not null,
    digest text not null,
    content text not null,
    edited_by integer not null references people (id),
    edited_at integer not null,
    audience integer,
    primary key (alert_id, revision)
) strict;

create index alert_revisions_uncounted on alert_revisions (alert_id) where audience is null;

create table subscriptions (
    area text not null,
    chat_id integer not null references chats (id),
    hazard text not null,
    least_level integer not null,
    created_at integer not null,
    primary key (area, chat_id, hazard)
) strict, without rowid;
create index subscriptions_of_chat on subscriptions (chat_id);

create table inbox (
    id integer primary key,
    channel text not null,
    update_id integer not null,
    state text not null,
    received_at integer not null,
    body_sealed blob,
    unique (channel, update_id)
) strict;
create index inbox_waiting on inbox (id) where state = 'new';

create table outbox (
    id integer primary key,
    channel text not null,
    address text not null,
    state text not null,
    due_at integer not null,
    tries integer not null,
    created_at integer not null,
    body_sealed blob not null
) strict;
create index outbox_by_chat on outbox (channel, address, id);
create index outbox_due on outbox (channel, due_at, id) where state = 'new';
create index outbox_sending on outbox (id) where state = 'sending';

create table slots (
    channel text not null,
    address text not null,
    slot text not null,
    message text not null,
    primary key (channel, address, slot)
) strict, without rowid;

create table broadcasts (
    id integer primary key,
    alert_id integer not null references alerts (id),
    purpose text not null,
    follows integer references broadcasts (id),
    revision integer not null,
    kind text not null,
    hazard text not null,
    level integer not null,
    areas text not null,
    cards text not null,
    opens_at integer not null,
    closes_at integer not null,
    state text not null,
    filled integer not null default 0,
    fill_area integer not null default 0,
    fill_chat integer not null default 0,
    expected integer not null,
    told integer not null default 0,
    gone integer not null default 0,
    failed integer not null default 0,
    unknown integer not null default 0,
    expired integer not null default 0,
    opened_at integer,
    first_sent_at integer,
    last_sent_at integer,
    reason text,
    reported text not null default '',
    created_at integer not null,
    unique (alert_id, purpose)
) strict;
create index broadcasts_live on broadcasts (state, opens_at);
create index broadcasts_unreported on broadcasts (id) where reported <> 'end';

create table deliveries (
    broadcast_id integer not null references broadcasts (id),
    recipient integer not null,
    chat_id integer not null,
    state text not null,
    tries integer not null default 0,
    not_before integer not null,
    message text,
    settled_at integer,
    primary key (broadcast_id, recipient)
) strict, without rowid;
create index deliveries_waiting on deliveries (broadcast_id, not_before) where state = 'pending';
create index deliveries_sending on deliveries (broadcast_id) where state = 'sending';

create table audit (
    seq integer primary key,
    at integer not null,
    act text not null,
    actor text not null,
    subject text not null,
    facts text not null,
    mac blob not null
) strict;

create table limits (
    name text not null,
    subject blob not null,
    until integer not null,
    primary key (name, subject)
) strict, without rowid;
