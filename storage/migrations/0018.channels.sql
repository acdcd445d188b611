-- Deliveries know the channel they go by and the commune through which they were owed; what became of people is added up
-- by commune and by minute as it happens, so that nobody has to count a million rows. Backfilled from what there is.

alter table people add column prefers text not null default '';
alter table chats add column spoke_at integer not null default 0;

alter table deliveries add column channel text not null default 'telegram';
alter table deliveries add column area text not null default '';
alter table deliveries add column tried text not null default '';
alter table deliveries add column unsure integer not null default 0;
update deliveries set channel = (select c.channel from chats c where c.id = deliveries.chat_id)
where exists (select 1 from chats c where c.id = deliveries.chat_id and c.channel <> 'telegram');

drop index deliveries_waiting;
create index deliveries_waiting on deliveries (broadcast_id, channel, not_before) where state = 'pending';

alter table broadcasts add column blocked integer not null default 0;
alter table broadcasts add column stopped integer not null default 0;

create table tallies_by_area (
    broadcast_id integer not null references broadcasts (id),
    area text not null,
    channel text not null,
    outcome text not null,
    people integer not null,
    primary key (broadcast_id, area, channel, outcome)
) strict, without rowid;

create table tallies_by_minute (
    broadcast_id integer not null references broadcasts (id),
    minute integer not null,
    channel text not null,
    outcome text not null,
    people integer not null,
    primary key (broadcast_id, minute, channel, outcome)
) strict, without rowid;

insert into tallies_by_area (broadcast_id, area, channel, outcome, people)
select broadcast_id, area, channel, case state when 'sent' then 'told' else state end, count(*) from deliveries
where state not in ('pending', 'sending') group by broadcast_id, area, channel, state;

insert into tallies_by_minute (broadcast_id, minute, channel, outcome, people)
select broadcast_id, settled_at / 60000000, channel, case state when 'sent' then 'told' else state end, count(*)
from deliveries where state not in ('pending', 'sending')
group by broadcast_id, settled_at / 60000000, channel, state;
