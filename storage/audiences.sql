-- name: next_chats(areas, width, after, looked, most)$
-- How far the next `most` subscriptions to the areas go; where they are few, how far has been looked. `area || ''`: by
-- chat, not by area, or each chunk would sort all that is left.
with recursive wanted(area, rest) as (
    select '', :areas
    union all select trim(substr(rest, 1, :width)), substr(rest, :width + 1) from wanted where rest <> ''),
seen(last) as (
    select max(chat_id) from (select chat_id from subscriptions where chat_id > :after order by chat_id limit :looked) s)
select case when count(*) = :most then max(chat_id) else (select last from seen) end
from (
    select chat_id from subscriptions
    where chat_id > :after and chat_id <= (select last from seen) and area || '' in (select area from wanted)
    order by chat_id limit :most) found;

-- name: fill(broadcast_id, areas, width, after, last, hazard, level, now, loud, minute, midnight)!
-- A person is told once, in the chat where they want that (as `ways` of `deliveries.sql` has it), whichever one follows.
-- Whoever sleeps (their quiet hours, unless it is `loud`) or has paused is told without a sound, when that is over.
with recursive wanted(area, rest) as (
    select '', :areas
    union all select trim(substr(rest, 1, :width)), substr(rest, :width + 1) from wanted where rest <> '')
insert into deliveries (broadcast_id, recipient, chat_id, channel, area, state, not_before, hushed)
select :broadcast_id, w.recipient, w.chat_id, w.channel, w.area, 'pending',
       case when w.wakes_at > :now then w.wakes_at else :now end, w.wakes_at > :now
from (
    select coalesce(f.person_id, f.id) as recipient, c.id as chat_id, c.channel, s.area,
           case when coalesce(c.paused_until, 0) > :now then c.paused_until
                when :loud = 1 or c.quiet_from is null then 0
                when c.quiet_from <= c.quiet_until and :minute >= c.quiet_from and :minute < c.quiet_until
                    then :midnight + c.quiet_until * 60000000
                when c.quiet_from > c.quiet_until and :minute < c.quiet_until
                    then :midnight + c.quiet_until * 60000000
                when c.quiet_from > c.quiet_until and :minute >= c.quiet_from
                    then :midnight + (c.quiet_until + 1440) * 60000000
                else 0 end as wakes_at
    from subscriptions s join chats f on f.id = s.chat_id
    join chats c on c.id = case when f.person_id is null then f.id else coalesce(
        (select o.id from chats o join people p on p.id = o.person_id
         where o.person_id = f.person_id and o.blocked_at is null and o.stopped_at is null
         order by (o.channel = p.prefers) desc, o.spoke_at desc, o.id limit 1), f.id) end
    where s.area in (select area from wanted) and s.chat_id > :after and s.chat_id <= :last
      and s.least_level <= :level and s.hazard in ('*', :hazard) and c.blocked_at is null and c.stopped_at is null
      and (f.person_id is null or not exists (
          select 1 from deliveries d
          where d.broadcast_id = :broadcast_id and d.recipient = f.id and d.state in ('sending', 'sent', 'unknown')))) w
where true
on conflict (broadcast_id, recipient) do nothing;

-- name: last_told(follows, recipient, most)$
select max(recipient) from (
    select recipient from deliveries
    where broadcast_id = :follows and recipient > :recipient order by recipient limit :most);

-- name: fill_told(broadcast_id, follows, after, last, now, loud, minute)!
-- Whoever got, or may have got, the message that this one follows: at once, but whoever sleeps or has paused unheard.
-- In the same chat; where that is closed to us by now, in the person's next one. Nobody who has left hears of it.
insert into deliveries (broadcast_id, recipient, chat_id, channel, area, state, not_before, hushed)
select :broadcast_id, d.recipient, c.id, c.channel, d.area, 'pending', :now,
       coalesce(c.paused_until, 0) > :now or (:loud = 0 and c.quiet_from is not null
           and case when c.quiet_from <= c.quiet_until then :minute >= c.quiet_from and :minute < c.quiet_until
                    else :minute >= c.quiet_from or :minute < c.quiet_until end)
from deliveries d join chats f on f.id = d.chat_id
join chats c on c.id = case when f.blocked_at is null and f.stopped_at is null then f.id else
    (select o.id from chats o join people p on p.id = o.person_id
     where o.person_id = d.recipient and o.blocked_at is null and o.stopped_at is null
     order by (o.channel = p.prefers) desc, o.spoke_at desc, o.id limit 1) end
where d.broadcast_id = :follows and d.recipient > :after and d.recipient <= :last
  and (d.state in ('sent', 'unknown', 'sending') or d.unsure > 0)
on conflict (broadcast_id, recipient) do nothing;

-- name: fill_test_group(broadcast_id, now)!
insert into deliveries (broadcast_id, recipient, chat_id, channel, state, not_before)
select :broadcast_id, coalesce(c.person_id, c.id), c.id, c.channel, 'pending', :now
from chats c where c.test_group = 1 and c.blocked_at is null and c.stopped_at is null
on conflict (broadcast_id, recipient) do nothing;

-- name: join_in(broadcast_id, recipient, chat_id, area, now)!
-- A chat that is being told while it becomes a person's is told once.
insert into deliveries (broadcast_id, recipient, chat_id, channel, area, state, not_before)
select :broadcast_id, :recipient, c.id, c.channel, :area, 'pending', :now from chats c where c.id = :chat_id
  and not exists (
      select 1 from deliveries d
      where d.broadcast_id = :broadcast_id and d.recipient = c.id and d.state in ('sending', 'sent', 'unknown'))
on conflict (broadcast_id, recipient) do nothing;

-- name: untold(broadcast_id, recipient)^
-- Somebody who could not be told, or had stopped following before it was their turn.
select area, channel, state, settled_at from deliveries
where broadcast_id = :broadcast_id and recipient = :recipient
  and state in ('blocked', 'gone', 'failed', 'stopped');

-- name: join_again(broadcast_id, recipient, chat_id, now)!
update deliveries set state = 'pending', not_before = :now, tries = 0, tried = '', hushed = 0, chat_id = :chat_id,
    channel = (select channel from chats c where c.id = :chat_id)
where broadcast_id = :broadcast_id and recipient = :recipient
  and state in ('blocked', 'gone', 'failed', 'stopped');

-- name: wake_chat(chat_id, recipient, now)!
-- Somebody who had paused wants to hear now what was kept for later.
update deliveries set not_before = :now
where recipient = :recipient and state = 'pending' and hushed = 1 and chat_id = :chat_id and not_before > :now
  and broadcast_id in (select id from broadcasts where state = 'open');

-- name: recognise(chat_id, person_id)!
-- A chat has become a person's: what it was told while it holds, they have been told.
update deliveries set recipient = :person_id
where recipient = :chat_id and state <> 'sending'
  and broadcast_id in (select id from broadcasts where state = 'open')
  and not exists (
      select 1 from deliveries d where d.broadcast_id = deliveries.broadcast_id and d.recipient = :person_id);

-- name: part(chat_id, person_id, now)!
-- A chat is a person's no more: what it was told, or is to be told, is its own, unless another chat of theirs follows.
update deliveries set recipient = :chat_id
where recipient = :person_id and chat_id = :chat_id and state <> 'sending'
  and broadcast_id in (select id from broadcasts where closes_at > :now)
  and not exists (
      select 1 from deliveries d where d.broadcast_id = deliveries.broadcast_id and d.recipient = :chat_id)
  and not exists (
      select 1 from chats c join subscriptions s on s.chat_id = c.id
      where c.person_id = :person_id and c.id <> :chat_id and c.blocked_at is null);

-- name: turn_away(chat_id, person_id)
-- What was to be told there to a person who follows in another chat is told in that one.
update deliveries set (chat_id, channel) = (
    select o.id, o.channel from chats o join people p on p.id = o.person_id
    where o.person_id = :person_id and o.id <> :chat_id and o.blocked_at is null and o.stopped_at is null
    order by (o.channel = p.prefers) desc, o.spoke_at desc, o.id limit 1)
where recipient = :person_id and chat_id = :chat_id and state = 'pending'
  and broadcast_id in (select id from broadcasts where state = 'open')
  and exists (
      select 1 from chats o
      where o.person_id = :person_id and o.id <> :chat_id and o.blocked_at is null and o.stopped_at is null)
returning broadcast_id;

-- name: turn_from(broadcast_id, channel, others, after, last, now)!
-- Whoever waits for a channel that is away, and cannot have got it there, is told in a chat of theirs on one of `others`
-- (names, each between spaces) that has not failed: at once, but whoever sleeps when they wake.
update deliveries set tries = 0, not_before = case when tries > 0 then :now else not_before end, (chat_id, channel) = (
    select o.id, o.channel from chats o join people p on p.id = o.person_id
    where o.person_id = deliveries.recipient and instr(:others, ' ' || o.channel || ' ') > 0
      and instr(' ' || deliveries.tried || ' ', ' ' || o.id || ' ') = 0
      and o.blocked_at is null and o.stopped_at is null
    order by (o.channel = p.prefers) desc, o.spoke_at desc, o.id limit 1)
where broadcast_id = :broadcast_id and recipient > :after and recipient <= :last
  and state = 'pending' and channel = :channel and unsure = 0
  and exists (
    select 1 from chats o
    where o.person_id = deliveries.recipient and instr(:others, ' ' || o.channel || ' ') > 0
      and instr(' ' || deliveries.tried || ' ', ' ' || o.id || ' ') = 0
      and o.blocked_at is null and o.stopped_at is null);

-- name: drop_waiting(chat_id, recipient, now)
-- Somebody wants to hear no more: what waits for them goes nowhere, unless another chat of theirs follows.
update deliveries set state = case when unsure > 0 then 'unknown' else 'stopped' end, settled_at = :now
where recipient = :recipient and state = 'pending'
  and broadcast_id in (select id from broadcasts where state = 'open')
  and not exists (
      select 1 from chats c join subscriptions s on s.chat_id = c.id
      where c.person_id = :recipient and c.id <> :chat_id and c.blocked_at is null)
returning broadcast_id, area, channel, state;
