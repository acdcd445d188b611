-- name: hurry_deliveries(now, beyond)!
-- Whoever sleeps, or has paused, is still let be.
update deliveries set not_before = :now
where state = 'pending' and hushed = 0 and not_before > :beyond
  and broadcast_id in (select id from broadcasts where state in ('open', 'held'));

-- name: hurry_letters(now, beyond)!
-- Those behind another too, whose turn may come before the hour has passed.
update outbox set due_at = :now where state <> 'sending' and due_at > :beyond;

-- name: hurry_files(now)!
update files set due_at = :now where stored_at is null and due_at > :now;

-- name: hurry_doomed_files(now)!
update doomed_files set due_at = :now where due_at > :now;

-- name: hurry_passing_files(now)!
update passing_files set due_at = :now where link_sealed is not null and due_at > :now;

-- name: shorten_codes(now, by, newest)!
update codes set expires_at = expires_at - :by
where expires_at > :now and id <= :newest and state in ('asked', 'sent', 'unsure', 'failed');

-- name: end_invitations(now, seen, newest)!
update invitations set expires_at = 0
where used_at is null and expires_at > :now and expires_at <= :seen and id <= :newest;

-- name: end_proposals(now, made_before, newest)!
update proposals set settled_by = proposed_by, settled_at = :now, outcome = 'over'
where settled_at is null and proposed_at <= :made_before and id <= :newest;

-- name: redate_misses(now)!
update authenticators set failed_at = :now where failed_at > :now;

-- name: redate_codes(now, by, newest)!
-- Each counts towards the limits as long as it would have.
update codes set created_at = created_at - :by where created_at > :now and id <= :newest;

-- name: redate_routines(now)!
update routines set done_at = :now where done_at > :now;

-- name: redate_forms(now, seen)!
-- The form opened last is the one that is filled in: their order is kept, at a millionth of the distances.
update forms set opened_at = :now - (:seen - opened_at) / 1000000 where opened_at > :now;

-- name: redate_answers(now)!
update forms set touched_at = :now where touched_at > :now;
