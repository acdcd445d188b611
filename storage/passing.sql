-- name: add(id, channel, link_sealed, now)!
insert into passing_files (id, channel, link_sealed, received_at, due_at)
values (:id, :channel, :link_sealed, :now, :now);

-- name: due(now, most)
select id, channel, link_sealed, received_at, tries from passing_files
where link_sealed is not null and due_at <= :now order by due_at limit :most;

-- name: stored(id, now)!
update passing_files set stored_at = :now, link_sealed = null where id = :id;

-- name: later(id, due_at)!
update passing_files set tries = tries + 1, due_at = :due_at where id = :id;

-- name: give_up(id)!
update passing_files set link_sealed = null where id = :id;

-- name: state(id)^
select stored_at, link_sealed is not null as awaited from passing_files where id = :id;

-- name: kept
select id from passing_files where stored_at is not null order by id;

-- name: old(before, most)
select id from passing_files where received_at < :before order by received_at limit :most;

-- name: forget*!
delete from passing_files where id = :id;
