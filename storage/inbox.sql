-- name: put_many*!
insert into inbox (id, channel, update_id, state, received_at, body_sealed)
values (:id, :channel, :update_id, 'new', :received_at, :body_sealed)
on conflict (channel, update_id) do nothing;

-- name: waiting(after, most)
select id, channel, update_id, received_at, body_sealed from inbox
where state = 'new' and id > :after order by id limit :most;

-- name: finish(id)!
update inbox set state = 'done', body_sealed = null where id = :id and state = 'new';

-- name: finish_many*!
update inbox set state = 'done', body_sealed = null where id = :id and state = 'new';

-- name: quarantine(id)!
update inbox set state = 'quarantined' where id = :id and state = 'new';

-- name: forget(channel, below)!
-- Rows that are done and that the channel will not send again.
delete from inbox where channel = :channel and state = 'done' and update_id < :below;

-- name: forget_old(before, most)!
-- The oldest have the lowest ids: no more is looked at than may go.
delete from inbox where received_at < :before
  and id in (select id from inbox where state = 'done' order by id limit :most);

-- name: count_in(state)$
select count(*) from inbox where state = :state;
