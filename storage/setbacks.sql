-- name: hurry_deliveries(now, beyond)!
-- Whoever sleeps, or has paused, is still let be.
update deliveries set not_before = :now
where state = 'pending' and hushed = 0 and not_before > :beyond
  and broadcast_id in (select id from broadcasts where state in ('open', 'held'));

-- name: hurry_letters(now, beyond)!
-- Those behind another too, whose turn may come before the hour has passed.
update outbox set due_at = :now where state <> 'sending' and due_at > :beyond;
