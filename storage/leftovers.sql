-- name: quarantined(before, most)!
delete from inbox where id in (
    select id from inbox where state = 'quarantined' and received_at < :before order by received_at limit :most);

-- name: codes(before, most)!
delete from codes where id in (select id from codes where created_at < :before order by created_at limit :most);

-- name: invitations(before, most)!
delete from invitations where id in (
    select id from invitations where used_at is null and expires_at < :before order by expires_at limit :most);

-- name: letters(before, most)!
-- What could not be sent for so long is of no use to anybody. The oldest have the lowest ids.
delete from outbox where created_at < :before and id in (select id from outbox order by id limit :most);

-- name: data_requests(before, most)!
delete from data_requests where id in (
    select id from data_requests where settled_at < :before order by settled_at limit :most);

-- name: consents(before, most)!
delete from consents where id in (
    select id from consents where withdrawn_at < :before order by withdrawn_at limit :most);

-- name: told(before)$
-- A broadcast that is over and whose deliveries are still there.
select b.id from broadcasts b
where b.closes_at < :before and b.state not in ('open', 'held')
  and exists (select 1 from deliveries d where d.broadcast_id = b.id) limit 1;

-- name: deliveries(broadcast_id, most)!
-- How many were told stays with the broadcast.
delete from deliveries where broadcast_id = :broadcast_id and recipient in (
    select recipient from deliveries where broadcast_id = :broadcast_id limit :most);

-- name: answered(before)$
select a.id from alerts a
where a.ends_at < :before and exists (select 1 from alert_answers n where n.alert_id = a.id) limit 1;

-- name: answers(alert_id, most)!
delete from alert_answers where alert_id = :alert_id and recipient in (
    select recipient from alert_answers where alert_id = :alert_id limit :most);

-- name: files(before, most)
-- Of reports to which nothing has happened since then.
select f.id from files f join reports r on r.id = f.report_id
where f.created_at < :before and r.in_hand = 0 and r.state not in ('resolved', 'need_info')
  and not exists (select 1 from report_events e where e.report_id = r.id and e.at >= :before)
order by f.created_at limit :most;

-- name: reports(before, most)
-- Those that still have their words, and to which nothing has happened since then.
select r.id from reports r
where r.created_at < :before and r.emptied_at is null and r.in_hand = 0
  and r.state not in ('resolved', 'need_info')
  and not exists (select 1 from report_events e where e.report_id = r.id and e.at >= :before)
order by r.created_at limit :most;

-- name: empty_report*!
update reports set text_sealed = :nothing, place_sealed = null, cell = null, result_sealed = null,
                   emptied_at = :now
where id = :id;

-- name: silence*!
update report_events set words_sealed = null where report_id = :id;

-- name: unfollow*!
delete from report_followers where report_id = :id;
