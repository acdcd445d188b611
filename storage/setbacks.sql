-- name: hurry_deliveries(now, beyond)!
-- Whoever sleeps, or has paused, is still let be.
update deliveries set not_before = :now
where state = 'pending' and hushed = 0 and not_before > :beyond
  and broadcast_id in (select id from broadcasts where state in ('open', 'held'));

-- name: hurry_letters(now, beyond)!
-- Those behind another too, whose turn may come before the hour has passed.
update outbox set due_at = :now where state <> 'sending' and due_at > :beyond;

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
