-- name: find(channel, address)^
select c.id as chat_id, o.offered_sealed
from chats c left join choices o on o.chat_id = c.id
where c.channel = :channel and c.address = :address;

-- name: put(chat_id, offered_sealed)!
insert into choices (chat_id, offered_sealed) values (:chat_id, :offered_sealed)
on conflict (chat_id) do update set offered_sealed = excluded.offered_sealed;

-- name: drop(chat_id)!
delete from choices where chat_id = :chat_id;

-- name: last_told(channel, address, since)^
-- The message to many that the chat got last: the broadcasts of these days are few, each looked up by its key.
select b.cards, c.language
from chats c
join broadcasts b on b.closes_at > :since
join deliveries d on d.broadcast_id = b.id and d.recipient = coalesce(c.person_id, c.id)
where c.channel = :channel and c.address = :address and d.chat_id = c.id and d.state in ('sending', 'sent', 'unknown')
order by b.opened_at desc limit 1;
