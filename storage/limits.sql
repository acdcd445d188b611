-- name: take(name, subject, now, interval, slack, per)!
-- One row remembers when the next turn is due (GCRA); nothing changes for somebody who comes too early. A moment further
-- ahead than any that can be remembered comes from a clock that has been set back: it is forgotten.
insert into limits (name, subject, until) values (:name, :subject, :now + :interval)
on conflict (name, subject) do update
set until = case when limits.until between :now and :now + :per then limits.until else :now end + :interval
where limits.until <= :now + :slack or limits.until > :now + :per;

-- name: purge(now)!
delete from limits where until < :now;
