-- name: put_many*!
-- At the head of its chat where nothing waits there. It moves up when the head has gone: see `outbox_moves_up`.
insert into outbox (id, channel, address, state, due_at, tries, created_at, body_sealed)
values (:id, :channel, :address,
    case when exists (
        select 1 from outbox h where h.channel = :channel and h.address = :address and h.state <> 'behind')
    then 'behind' else 'new' end,
    :due_at, 0, :created_at, :body_sealed);

-- name: claim(channel, now, most)
-- Of the heads: a chat's messages go one after the other.
update outbox set state = 'sending', tries = tries + 1
where id in (
    select id from outbox
    where channel = :channel and state = 'new' and due_at <= :now
    order by due_at, id limit :most)
returning id, channel, address, tries, created_at, body_sealed;

-- name: is_due(channel, now)$
select exists (select 1 from outbox where channel = :channel and state = 'new' and due_at <= :now);

-- name: done*!
delete from outbox where id = :id;

-- name: later*!
update outbox set state = 'new', due_at = :due_at where id = :id;

-- name: interrupted(channel)
select id, channel, address, tries, created_at, body_sealed from outbox
where channel = :channel and state = 'sending' order by id;

-- name: put_slots*!
insert into slots (channel, address, slot, message) values (:channel, :address, :slot, :message)
on conflict (channel, address, slot) do update set message = excluded.message;

-- name: slot(channel, address, slot)$
select message from slots where channel = :channel and address = :address and slot = :slot;

-- name: count$
select count(*) from outbox;
