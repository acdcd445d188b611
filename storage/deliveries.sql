-- name: count_told(broadcast_id)$
select count(*) from deliveries where broadcast_id = :broadcast_id and state in ('sent', 'unknown', 'sending');

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

-- name: other_chat(person_id, chat_id)$
select id from chats where person_id = :person_id and id <> :chat_id and blocked_at is null order by id limit 1;
