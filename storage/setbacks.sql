-- name: hurry_deliveries(now, beyond)!
-- Whoever sleeps, or has paused, is still let be.
update deliveries set not_before = :now
where state = 'pending' and hushed = 0 and not_before > :beyond
  and broadcast_id in (select id from broadcasts where state in ('open', 'held'));

-- name: hurry_letters(now, beyond)!
update outbox set due_at = :now where state = 'new' and due_at > :beyond;
