-- name: last^
select seq, mac from audit order by seq desc limit 1;

-- name: add(seq, at, act, actor, subject, facts, mac)!
insert into audit (seq, at, act, actor, subject, facts, mac) values (:seq, :at, :act, :actor, :subject, :facts, :mac);

-- name: list_after(seq, most)
select seq, at, act, actor, subject, facts, mac from audit where seq > :seq order by seq limit :most;

-- name: list_of(subject)
select seq, at, act, actor, subject, facts, mac from audit where subject = :subject order by seq;
