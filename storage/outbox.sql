-- name: put_many*!
insert into outbox (id, channel, address, state, due_at, tries, created_at, body_sealed)
values (:id, :channel, :address, 'new', :due_at, 0, :created_at, :body_sealed);

-- name: claim(channel, now, most)
-- The first row of every chat that is due: a chat's messages go one after the other.
update outbox set state = 'sending', tries = tries + 1
where id in (
    select o.id from outbox o
    where o.channel = :channel and o.state = 'new' and o.due_at <= :now
      and not exists (
          select 1 from outbox e where e.channel = o.channel and e.address = o.address and e.id < o.id)
    order by o.due_at, o.id limit :most)
returning id, channel, address, tries, created_at, body_sealed;

-- name: done*!
delete from outbox where id = :id;

-- name: later*!
update outbox set state = 'new', due_at = :due_at where id = :id;

-- name: next_due(channel)$
select min(due_at) from outbox where channel = :channel and state = 'new';

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
