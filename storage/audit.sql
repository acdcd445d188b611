-- name: last^
select seq, mac from audit order by seq desc limit 1;

-- name: add(seq, at, act, actor, subject, facts, mac)!
insert into audit (seq, at, act, actor, subject, facts, mac) values (:seq, :at, :act, :actor, :subject, :facts, :mac);

-- name: list_after(seq, most)
select seq, at, act, actor, subject, facts, mac from audit where seq > :seq order by seq limit :most;

-- name: chain_after(seq, most, line)
-- What the MAC of an entry covers, put together here: a million of them are verified in seconds. As bytes: what somebody
-- has written there since need not be text.
select seq,
       cast(seq || :line || at || :line || act || :line || actor || :line || subject || :line || facts as blob) as written,
       mac
from audit where seq > :seq order by seq limit :most;

-- name: list_of(subject)
select seq, at, act, actor, subject, facts, mac from audit where subject = :subject order by seq;

-- name: list_recent(act, actor, subject, before, most)
-- Newest first. An empty filter takes all; `act` takes a family by its beginning, such as `staff.`.
select seq, at, act, actor, subject, facts, mac from audit
where seq < :before and (:act = '' or (act >= :act and act < :act || '~'))
  and (:actor = '' or actor = :actor) and (:subject = '' or subject = :subject)
order by seq desc limit :most;
