-- name: open(id, alert_id, purpose, follows, revision, kind, hazard, level, areas, cards, opens_at, closes_at, fill_area, expected, created_at)!
insert into broadcasts (id, alert_id, purpose, follows, revision, kind, hazard, level, areas, cards, opens_at, closes_at,
                        state, fill_area, expected, created_at)
values (:id, :alert_id, :purpose, :follows, :revision, :kind, :hazard, :level, :areas, :cards, :opens_at, :closes_at,
        'open', :fill_area, :expected, :created_at)
on conflict (alert_id, purpose) do nothing;

-- name: live(now)
-- What may be told now, gravest first: opened by the clock, not closed by it, not stopped by a person.
select * from broadcasts where state = 'open' and opened_at is not null and closes_at > :now
order by level desc, follows is null, opens_at, id;

-- name: get(id)^
select * from broadcasts where id = :id;

-- name: of_alert(alert_id)^
select * from broadcasts where alert_id = :alert_id and purpose = 'alert';

-- name: start(now)
update broadcasts set opened_at = :now
where state = 'open' and opened_at is null and opens_at <= :now and closes_at > :now
returning id, alert_id, follows;

-- name: count_starting(now)$
select count(*) from broadcasts
where state = 'open' and opened_at is null and opens_at <= :now and closes_at > :now;

-- name: list_winding_down
-- Ended in one way or another, and not yet reported as such: whoever was not told has still to be written down.
select * from broadcasts where state in ('over', 'stopped', 'halted') and reported <> 'end' order by id;

-- name: list_telling
select * from broadcasts where state = 'open' and opened_at is not null and reported <> 'end' order by id;

-- name: report(id, reported, before)!
update broadcasts set reported = :reported where id = :id and reported = :before;

-- name: over(now)
select id from broadcasts where state = 'open' and closes_at <= :now;

-- name: close(id, state, reason)!
update broadcasts set state = :state, reason = :reason where id = :id and state = 'open';

-- name: stop(alert_id, reason)!
-- One that is held since a restore, too: what is stopped must not go out when the rest is released.
update broadcasts set state = 'stopped', reason = :reason
where alert_id = :alert_id and purpose = 'alert' and state in ('open', 'held');

-- name: hold_all(reason)!
update broadcasts set state = 'held', reason = :reason where state = 'open';

-- name: count_held$
select count(*) from broadcasts where state = 'held';

-- name: release_all!
update broadcasts set state = 'open', reason = null where state = 'held';

-- name: filled_until(id, fill_area, fill_chat, filled)!
update broadcasts set fill_area = :fill_area, fill_chat = :fill_chat, filled = :filled where id = :id;

-- name: add_up(id, told, blocked, gone, failed, unknown, expired, stopped, at)!
update broadcasts set told = told + :told, blocked = blocked + :blocked, gone = gone + :gone, failed = failed + :failed,
    unknown = unknown + :unknown, expired = expired + :expired, stopped = stopped + :stopped,
    first_sent_at = case when :told > 0 then coalesce(first_sent_at, :at) else first_sent_at end,
    last_sent_at = case when :told > 0 then :at else last_sent_at end
where id = :id;

-- name: next_moment(now)$
-- The next start or end that the clock must keep.
select min(moment) from (
    select min(opens_at) as moment from broadcasts where state = 'open' and opens_at > :now
    union all select min(closes_at) from broadcasts where state = 'open' and closes_at > :now);

-- name: followed(id)$
select follows from broadcasts where id = :id;
