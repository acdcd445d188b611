-- Whoever was tried already, and may be tried again, goes before those whose turn has not come: a moment's trouble at the
-- start of a broadcast must not make them the last of a million.

create index deliveries_again on deliveries (broadcast_id, channel, not_before) where state = 'pending' and tries > 0;
