-- name: count_told(broadcast_id)$
select count(*) from deliveries where broadcast_id = :broadcast_id and state in ('sent', 'unknown', 'sending');

-- name: claim(broadcast_id, channel, follows, now, most)
-- Those who were tried before and whose time is up, then the others in the order in which they were copied. The one way
-- to the wire, so it is here that whoever has left, since they were copied or tried, is known as such.
update deliveries set state = 'sending', tries = tries + 1
where broadcast_id = :broadcast_id and state = 'pending' and recipient in (
    select recipient from (
        select recipient from deliveries
        where broadcast_id = :broadcast_id and channel = :channel and state = 'pending' and tries > 0
          and not_before <= :now
        order by not_before limit :most)
    union all
    select recipient from (
        select recipient from deliveries
        where broadcast_id = :broadcast_id and channel = :channel and state = 'pending' and tries = 0
          and not_before <= :now
        order by not_before limit :most)
    limit :most)
returning recipient, chat_id, area, tries, tried, unsure, hushed,
    (select address from chats c where c.id = deliveries.chat_id) as address,
    (select language from chats c where c.id = deliveries.chat_id) as language,
    (select case when c.stopped_at is not null then 'stopped' when c.blocked_at is not null then 'blocked' end
     from chats c where c.id = deliveries.chat_id) as has_left,
    (select e.message from deliveries e
     where e.broadcast_id = :follows and e.recipient = deliveries.recipient and e.chat_id = deliveries.chat_id)
    as reply_to;

-- name: settle*!
update deliveries set state = :state, message = :message, settled_at = :at
where broadcast_id = :broadcast_id and recipient = :recipient and state = 'sending';

-- name: put_back*!
update deliveries set state = 'pending', not_before = :not_before, unsure = :unsure, tries = :tries
where broadcast_id = :broadcast_id and recipient = :recipient and state = 'sending';

-- name: turn_to*!
update deliveries set state = 'pending', not_before = :not_before, unsure = :unsure,
    chat_id = :chat_id, channel = :channel, tried = :tried, tries = 0
where broadcast_id = :broadcast_id and recipient = :recipient and state = 'sending';

-- name: revive(now)!
-- What was on the wire at a crash is sent again while it holds: a second copy is better than silence. However many crashes
-- there are, they are one doubt and one try: it is the channel's answers that make pauses grow, and that somebody is given
-- up after a few.
update deliveries set state = 'pending', tries = 1, unsure = case when unsure = 0 then 1 else unsure end
where state = 'sending' and broadcast_id in (
    select id from broadcasts where state in ('open', 'held') and closes_at > :now);

-- name: lose(now)
-- What was on the wire at a crash and may not be sent any more: nobody knows.
update deliveries set state = 'unknown', settled_at = :now where state = 'sending'
returning broadcast_id, area, channel, state;

-- name: write_off(broadcast_id, state, now, most)
-- Nobody else will be told. Of somebody who may have been, in an earlier try, nobody knows.
update deliveries set state = case when unsure > 0 then 'unknown' else :state end, settled_at = :now
where broadcast_id = :broadcast_id and state = 'pending' and recipient in (
    select recipient from deliveries where broadcast_id = :broadcast_id and state = 'pending' limit :most)
returning broadcast_id, area, channel, state;

-- name: is_waiting(broadcast_id)$
select exists (select 1 from deliveries where broadcast_id = :broadcast_id and state = 'pending')
    or exists (select 1 from deliveries where broadcast_id = :broadcast_id and state = 'sending');

-- name: is_owed(broadcast_id, recipient, chat_id)$
select exists (
    select 1 from chats c join deliveries d on d.broadcast_id = :broadcast_id and d.recipient = coalesce(c.person_id, c.id)
    where c.id = :chat_id and d.recipient <> :recipient);

-- name: count_by_state(broadcast_id)
select state, count(*) as people from deliveries where broadcast_id = :broadcast_id group by state;

-- name: ways(person_id)
-- The chats that let us in and want to hear, in the order in which a person wants to be told there.
select o.id, o.channel from chats o join people p on p.id = o.person_id
where o.person_id = :person_id and o.blocked_at is null and o.stopped_at is null
order by (o.channel = p.prefers) desc, o.spoke_at desc, o.id;
