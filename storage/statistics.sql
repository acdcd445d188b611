-- name: count_span(unit, since, until)^
select (select count(*) from reports where created_at >= :since and created_at < :until
            and (:unit is null or agency = :unit)) as received,
       count(*) as resolved,
       coalesce(sum(resolved_at <= due_at), 0) as on_time,
       coalesce(sum(rating is not null), 0) as rated,
       coalesce(sum(rating = 'satisfied'), 0) as satisfied
from reports where resolved_at >= :since and resolved_at < :until and (:unit is null or agency = :unit);

-- name: count_present(unit, now)^
select count(*) as in_hand, coalesce(sum(due_at <= :now), 0) as overdue
from reports where in_hand = 1 and (:unit is null or agency = :unit);

-- name: count_past(unit, then)^
-- What was in hand at a moment that has passed: what is in hand now and has stood still since, and of what has moved
-- since, that whose last event before says so. Its size is that of the work in hand and of the span, not of the archive
-- (without the plus sign, SQLite would walk every event in the order of the reports).
with moved as (select distinct +report_id as id from report_events where kind = 'move' and at > :then),
     held as (
         select id from reports where in_hand = 1 and id not in (select id from moved)
         union all
         select m.id from moved m
         where (select e.state from report_events e where e.report_id = m.id and e.kind = 'move' and e.at <= :then
                order by e.id desc limit 1)
               in ('submitted', 'accepted', 'assigned', 'in_progress', 'awaiting_approval', 'returned',
                   'reopen_requested', 'reopened'))
select count(*) as in_hand, coalesce(sum(r.due_at <= :then), 0) as overdue
from held h join reports r on r.id = h.id where :unit is null or r.agency = :unit;

-- name: by_field(unit, since, until, now)
select field as code, count(*) as received, coalesce(sum(in_hand = 1 and due_at <= :now), 0) as overdue
from reports where created_at >= :since and created_at < :until and (:unit is null or agency = :unit)
group by field order by received desc, field;

-- name: by_area(unit, since, until, now)
select area as code, count(*) as received, coalesce(sum(in_hand = 1 and due_at <= :now), 0) as overdue
from reports where created_at >= :since and created_at < :until and (:unit is null or agency = :unit)
group by area order by received desc, area;

-- name: by_week(unit, since, until, week)
select (resolved_at - :since) / :week as n, count(*) as resolved, coalesce(sum(resolved_at <= due_at), 0) as on_time
from reports where resolved_at >= :since and resolved_at < :until and (:unit is null or agency = :unit)
group by n order by n;

-- name: want(id, chat_id, unit, days, wanted_at)!
insert into statistics_wanted (id, chat_id, unit, days, wanted_at) values (:id, :chat_id, :unit, :days, :wanted_at);

-- name: wanted^
select w.id, w.unit, w.days, c.id as chat_id, c.channel, c.address, c.language
from statistics_wanted w join chats c on c.id = w.chat_id order by w.id limit 1;

-- name: given(id)!
delete from statistics_wanted where id = :id;
