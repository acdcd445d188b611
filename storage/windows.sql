-- name: heard(channel, address, now)!
update chats set heard_at = :now, replies = 0 where channel = :channel and address = :address;

-- name: spend(channel, address, since, most)!
-- One of the answers that are free after a message.
update chats set replies = replies + 1
where channel = :channel and address = :address and heard_at > :since and replies < :most;

-- name: give_back(channel, address)!
update chats set replies = replies - 1 where channel = :channel and address = :address and replies > 0;

-- name: heard_since(channel, address, since)$
select count(*) from chats where channel = :channel and address = :address and heard_at > :since;

-- name: phone(channel, address)^
select p.id, p.phone_sealed from chats c join people p on p.id = c.person_id
where c.channel = :channel and c.address = :address and p.phone_sealed is not null;
