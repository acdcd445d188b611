-- name: done(name, since)$
select 1 from routines where name = :name and done_at >= :since;

-- name: last(name)$
select done_at from routines where name = :name;

-- name: note(name, now)!
insert into routines (name, done_at) values (:name, :now) on conflict (name) do update set done_at = excluded.done_at;
