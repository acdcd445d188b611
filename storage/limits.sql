-- name: take(name, subject, now, interval, slack)!
-- One row remembers when the next turn is due (GCRA); nothing changes for somebody who comes too early.
insert into limits (name, subject, until) values (:name, :subject, :now + :interval)
on conflict (name, subject) do update
set until = case when limits.until > :now then limits.until else :now end + :interval
where limits.until <= :now + :slack;

-- name: purge(now)!
delete from limits where until < :now;
