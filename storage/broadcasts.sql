-- name: open(id, alert_id, purpose, follows, revision, kind, hazard, level, areas, cards, opens_at, closes_at, fill_area, expected, created_at)!
insert into broadcasts (id, alert_id, purpose, follows, revision, kind, hazard, level, areas, cards, opens_at, closes_at,
                        state, fill_area, expected, created_at)
values (:id, :alert_id, :purpose, :follows, :revision, :kind, :hazard, :level, :areas, :cards, :opens_at, :closes_at,
        'open', :fill_area, :expected, :created_at)
on conflict (alert_id, purpose) do nothing;

-- name: live(now)
-- What may be told now, gravest first: opened by the clock, not closed by it, not stopped by a person.
select * from broadcasts where state = 'open' and opened_at is not null and opens_at <= :now and closes_at > :now
order by level desc, follows is null, opens_at, id;

-- name: get(id)^
select * from broadcasts where id = :id;

-- name: of_alert(alert_id)^
select * from broadcasts where alert_id = :alert_id and purpose = 'alert';

-- name: start(now)
update broadcasts set opened_at = :now
where state = 'open' and opened_at is null and opens_at <= :now and closes_at > :now
returning id, alert_id, follows;

-- name: count_starting(now)$
select count(*) from broadcasts
where state = 'open' and opened_at is null and opens_at <= :now and closes_at > :now;

-- name: list_winding_down
-- Ended in one way or another, and not yet reported as such: whoever was not told has still to be written down.
select * from broadcasts where state in ('over', 'stopped', 'halted') and reported <> 'end' order by id;

-- name: list_telling
select * from broadcasts where state = 'open' and opened_at is not null and reported <> 'end' order by id;

-- name: report(id, reported, before)!
update broadcasts set reported = :reported where id = :id and reported = :before;

-- name: over(now)
select id from broadcasts where state = 'open' and closes_at <= :now;

-- name: close(id, state, reason)!
update broadcasts set state = :state, reason = :reason where id = :id and state = 'open';

-- name: stop(alert_id, reason)!
-- One that is held since a restore, too: what is stopped must not go out when the rest is released.
update broadcasts set state = 'stopped', reason = :reason
where alert_id = :alert_id and purpose = 'alert' and state in ('open', 'held');

-- name: hold_all(reason)!
update broadcasts set state = 'held', reason = :reason where state = 'open';

-- name: release_all!
update broadcasts set state = 'open', reason = null where state = 'held';

-- name: filled_until(id, fill_area, fill_chat, filled)!
update broadcasts set fill_area = :fill_area, fill_chat = :fill_chat, filled = :filled where id = :id;

-- name: add_up(id, told, gone, failed, unknown, expired, at)!
update broadcasts set told = told + :told, gone = gone + :gone, failed = failed + :failed,
    unknown = unknown + :unknown, expired = expired + :expired,
    first_sent_at = case when :told > 0 then coalesce(first_sent_at, :at) else first_sent_at end,
    last_sent_at = case when :told > 0 then :at else last_sent_at end
where id = :id;

-- name: next_moment(now)$
-- The next start or end that the clock must keep.
select min(moment) from (
    select min(opens_at) as moment from broadcasts where state = 'open' and opens_at > :now
    union all select min(closes_at) from broadcasts where state = 'open' and closes_at > :now);

-- name: last_of(area, chat_id, most)$
select max(chat_id) from (
    select chat_id from subscriptions where area = :area and chat_id > :chat_id order by chat_id limit :most);

-- name: fill(broadcast_id, area, after, last, hazard, level, now, loud, minute, midnight)!
-- Whoever sleeps (their quiet hours, unless it is `loud`) or has paused is told without a sound, when that is over.
insert into deliveries (broadcast_id, recipient, chat_id, state, not_before, hushed)
select :broadcast_id, w.recipient, w.chat_id, 'pending',
       case when w.wakes_at > :now then w.wakes_at else :now end, w.wakes_at > :now
from (
    select coalesce(c.person_id, c.id) as recipient, c.id as chat_id,
           case when coalesce(c.paused_until, 0) > :now then c.paused_until
                when :loud = 1 or c.quiet_from is null then 0
                when c.quiet_from <= c.quiet_until and :minute >= c.quiet_from and :minute < c.quiet_until
                    then :midnight + c.quiet_until * 60000000
                when c.quiet_from > c.quiet_until and :minute < c.quiet_until
                    then :midnight + c.quiet_until * 60000000
                when c.quiet_from > c.quiet_until and :minute >= c.quiet_from
                    then :midnight + (c.quiet_until + 1440) * 60000000
                else 0 end as wakes_at
    from subscriptions s join chats c on c.id = s.chat_id
    where s.area = :area and s.chat_id > :after and s.chat_id <= :last
      and s.least_level <= :level and s.hazard in ('*', :hazard) and c.blocked_at is null) w
where true
on conflict (broadcast_id, recipient) do nothing;

-- name: followed(id)$
select follows from broadcasts where id = :id;

-- name: last_told(follows, recipient, most)$
select max(recipient) from (
    select recipient from deliveries
    where broadcast_id = :follows and recipient > :recipient order by recipient limit :most);

-- name: fill_told(broadcast_id, follows, after, last, now, loud, minute)!
-- Whoever got, or may have got, the message that this one follows: at once, but whoever sleeps or has paused unheard.
insert into deliveries (broadcast_id, recipient, chat_id, state, not_before, hushed)
select :broadcast_id, d.recipient, d.chat_id, 'pending', :now,
       coalesce(c.paused_until, 0) > :now or (:loud = 0 and c.quiet_from is not null
           and case when c.quiet_from <= c.quiet_until then :minute >= c.quiet_from and :minute < c.quiet_until
                    else :minute >= c.quiet_from or :minute < c.quiet_until end)
from deliveries d join chats c on c.id = d.chat_id
where d.broadcast_id = :follows and d.recipient > :after and d.recipient <= :last
  and d.state in ('sent', 'unknown', 'sending') and c.blocked_at is null
on conflict (broadcast_id, recipient) do nothing;

-- name: count_told(broadcast_id)$
select count(*) from deliveries where broadcast_id = :broadcast_id and state in ('sent', 'unknown', 'sending');

-- name: fill_test_group(broadcast_id, now)!
insert into deliveries (broadcast_id, recipient, chat_id, state, not_before)
select :broadcast_id, coalesce(c.person_id, c.id), c.id, 'pending', :now
from chats c where c.test_group = 1 and c.blocked_at is null
on conflict (broadcast_id, recipient) do nothing;

-- name: join_in(broadcast_id, recipient, chat_id, now)!
insert into deliveries (broadcast_id, recipient, chat_id, state, not_before)
values (:broadcast_id, :recipient, :chat_id, 'pending', :now)
on conflict (broadcast_id, recipient) do nothing;

-- name: join_again(broadcast_id, recipient, chat_id, now)!
-- Somebody who had blocked us when they were to be told, and is back.
update deliveries set state = 'pending', chat_id = :chat_id, not_before = :now, tries = 0
where broadcast_id = :broadcast_id and recipient = :recipient and state = 'gone';

-- name: claim(broadcast_id, follows, now, most)
-- In the order they were copied; those put back come when their time is up.
update deliveries set state = 'sending', tries = tries + 1
where broadcast_id = :broadcast_id and state = 'pending' and recipient in (
    select recipient from deliveries
    where broadcast_id = :broadcast_id and state = 'pending' and not_before <= :now
    order by not_before limit :most)
returning recipient, chat_id, tries, hushed,
    (select channel from chats c where c.id = deliveries.chat_id) as channel,
    (select address from chats c where c.id = deliveries.chat_id) as address,
    (select language from chats c where c.id = deliveries.chat_id) as language,
    (select e.message from deliveries e
     where e.broadcast_id = :follows and e.recipient = deliveries.recipient and e.chat_id = deliveries.chat_id)
    as reply_to;

-- name: settle*!
update deliveries set state = :state, message = :message, settled_at = :at
where broadcast_id = :broadcast_id and recipient = :recipient and state = 'sending';

-- name: put_back*!
update deliveries set state = 'pending', not_before = :not_before, chat_id = :chat_id
where broadcast_id = :broadcast_id and recipient = :recipient and state = 'sending';

-- name: revive(now)!
-- What was on the wire at a crash is sent again while it holds: a second copy is better than silence.
update deliveries set state = 'pending'
where state = 'sending' and broadcast_id in (
    select id from broadcasts where state in ('open', 'held') and closes_at > :now);

-- name: lose(now)
-- What was on the wire at a crash and may not be sent any more: nobody knows.
update deliveries set state = 'unknown', settled_at = :now where state = 'sending' returning broadcast_id;

-- name: expire(broadcast_id, now, most)!
update deliveries set state = 'expired', settled_at = :now
where broadcast_id = :broadcast_id and state = 'pending' and recipient in (
    select recipient from deliveries where broadcast_id = :broadcast_id and state = 'pending' limit :most);

-- name: count_waiting(broadcast_id)$
select count(*) from deliveries where broadcast_id = :broadcast_id and state in ('pending', 'sending');

-- name: tally(broadcast_id)
select state, count(*) as people from deliveries where broadcast_id = :broadcast_id group by state;

-- name: next_not_before(broadcast_id)$
select min(not_before) from deliveries where broadcast_id = :broadcast_id and state = 'pending';

-- name: told(broadcast_id, recipient)$
select state from deliveries where broadcast_id = :broadcast_id and recipient = :recipient;

-- name: other_chat(person_id, chat_id)$
select id from chats where person_id = :person_id and id <> :chat_id and blocked_at is null order by id limit 1;

-- name: wake_chat(chat_id, now)!
-- Somebody who had paused wants to hear now what was kept for later.
update deliveries set not_before = :now
where state = 'pending' and hushed = 1 and chat_id = :chat_id and not_before > :now
  and broadcast_id in (select id from broadcasts where state = 'open');

-- name: recognise(chat_id, person_id)!
-- A chat has become a person's: what it was told while it holds, they have been told.
update deliveries set recipient = :person_id
where recipient = :chat_id and state <> 'sending'
  and broadcast_id in (select id from broadcasts where state = 'open')
  and not exists (
      select 1 from deliveries d where d.broadcast_id = deliveries.broadcast_id and d.recipient = :person_id);

-- name: drop_waiting(chat_id, recipient, now)
-- Somebody wants to hear no more: what waits for them alone, in a chat that was their only one to follow, goes nowhere.
update deliveries set state = 'expired', settled_at = :now
where recipient = :recipient and chat_id = :chat_id and state = 'pending'
  and broadcast_id in (select id from broadcasts where state = 'open')
  and not exists (
      select 1 from chats c join subscriptions s on s.chat_id = c.id
      where c.person_id = :recipient and c.id <> :chat_id and c.blocked_at is null)
returning broadcast_id;
