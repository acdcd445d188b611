-- name: who(channel, address)
-- The chat, its person and the grants that count in it: a row a grant, at least one row when the chat is known.
select c.id as chat_id, c.language, c.blocked_at, c.menu, c.spoke_at, c.person_id, p.area, p.registered_at,
       g.id as grant_id, g.role, g.unit, g.label,
       exists (select 1 from consents k
               where k.person_id = p.id and k.purpose = 'account' and k.withdrawn_at is not null)
       and not exists (select 1 from consents k
                       where k.person_id = p.id and k.purpose = 'account' and k.withdrawn_at is null) as withdrew
from chats c
left join people p on p.id = c.person_id
left join grants g on g.chat_id = c.id and g.person_id = c.person_id and g.revoked_at is null
where c.channel = :channel and c.address = :address;

-- name: add(id, channel, address, language, created_at)!
insert into chats (id, channel, address, language, created_at)
values (:id, :channel, :address, :language, :created_at);

-- name: add_many*!
insert into chats (id, channel, address, person_id, language, created_at)
values (:id, :channel, :address, :person_id, :language, :created_at);

-- name: speak(id, language)!
update chats set language = :language where id = :id;

-- name: block(channel, address, at)!
update chats set blocked_at = :at where channel = :channel and address = :address and blocked_at is null;

-- name: block_many*!
update chats set blocked_at = :at where id = :id and blocked_at is null;

-- name: unblock(channel, address)!
update chats set blocked_at = null where channel = :channel and address = :address and blocked_at is not null;

-- name: belong(id, person_id)!
update chats set person_id = :person_id where id = :id;

-- name: leave(id)!
update chats set person_id = null where id = :id;

-- name: keep_quiet(id, quiet_from, quiet_until)!
update chats set quiet_from = :quiet_from, quiet_until = :quiet_until where id = :id;

-- name: quiet(id)^
select quiet_from, quiet_until from chats where id = :id;

-- name: show_menu(id, menu)!
update chats set menu = :menu where id = :id;

-- name: stale_menus(most)
select channel, address from chats where menu = 'stale' limit :most;

-- name: is_test_group(id)$
select test_group from chats where id = :id;

-- name: address_of(id)^
select channel, address, language, blocked_at from chats where id = :id;

-- name: language_of(channel, address)$
select language from chats where channel = :channel and address = :address;

-- name: others_of(person_id, chat_id)
select id, channel, address, language from chats
where person_id = :person_id and id <> :chat_id and blocked_at is null order by id;

-- name: free_others_of(person_id, chat_id)
select c.id, c.channel, c.address, c.language from chats c
where c.person_id = :person_id and c.id <> :chat_id and not exists (
    select 1 from grants g where g.chat_id = c.id and g.person_id = c.person_id and g.revoked_at is null
)
order by c.id;

-- name: with_role(role)
select distinct c.id, c.channel, c.address, c.language, g.person_id, g.unit
from grants g join chats c on c.id = g.chat_id
where g.role = :role and g.revoked_at is null and c.blocked_at is null
order by c.id;

-- name: at_address(channel, address)$
select id from chats where channel = :channel and address = :address;

-- name: move(id, moved_to)!
update chats set address = :moved_to where id = :id;

-- name: hand_on(chat_id, to_chat)!
insert into subscriptions (area, chat_id, hazard, least_level, created_at)
select area, :to_chat, hazard, least_level, created_at from subscriptions where chat_id = :chat_id
on conflict (area, chat_id, hazard) do nothing;

-- name: mark_test_group(channel, address, test_group)!
update chats set test_group = :test_group where channel = :channel and address = :address;

-- name: note_spoken(id, now)!
update chats set spoke_at = :now where id = :id;

-- name: channels_of(person_id)
select distinct channel from chats where person_id = :person_id and blocked_at is null;

-- name: pause(id, paused_until)!
update chats set paused_until = :paused_until where id = :id;

-- name: stop(id, person_id, now)!
-- No warnings there; where the person follows nothing in any chat, in none of theirs.
update chats set stopped_at = :now
where stopped_at is null and (id = :id or person_id = :person_id and not exists (
    select 1 from chats o join subscriptions s on s.chat_id = o.id where o.person_id = :person_id));

-- name: go_on(id, person_id)!
-- Warnings there again, at once; where the person followed nothing in any chat, in all of theirs.
update chats set stopped_at = null, paused_until = case when id = :id then null else paused_until end
where id = :id or person_id = :person_id and not exists (
    select 1 from chats o join subscriptions s on s.chat_id = o.id where o.person_id = :person_id);

-- name: paused_until(id)$
select paused_until from chats where id = :id;
