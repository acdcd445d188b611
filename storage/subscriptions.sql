-- name: put_many*!
insert into subscriptions (area, chat_id, hazard, least_level, created_at)
values (:area, :chat_id, :hazard, :least_level, :created_at)
on conflict (area, chat_id, hazard) do nothing;

-- name: drop_all(chat_id)!
delete from subscriptions where chat_id = :chat_id;

-- name: list_of(chat_id)
select area, hazard, least_level from subscriptions where chat_id = :chat_id order by area;

-- name: test_group
select distinct coalesce(person_id, id) as recipient, channel from chats where test_group = 1 and blocked_at is null;

-- name: recipients(area, hazard, level)
select distinct coalesce(c.person_id, c.id) as recipient, c.channel
from subscriptions s join chats c on c.id = s.chat_id
where s.area = :area and s.least_level <= :level and s.hazard in ('*', :hazard) and c.blocked_at is null;
