-- name: put_many*!
insert into subscriptions (area, chat_id, hazard, least_level, created_at)
values (:area, :chat_id, :hazard, :least_level, :created_at)
on conflict (area, chat_id, hazard) do nothing;

-- name: drop_all(chat_id)!
delete from subscriptions where chat_id = :chat_id;

-- name: list_of(chat_id)
select area, hazard, least_level from subscriptions where chat_id = :chat_id order by area;

-- name: count_test_group
select channel, count(*) as people
from (
    select min(channel) as channel from chats
    where test_group = 1 and blocked_at is null and stopped_at is null group by coalesce(person_id, id)) members
group by channel;

-- name: count_by_channel(areas, width, hazard, level)
-- Chats first, then who is behind them, in the order of their ids: a million take a second, and no memory to speak of.
with recursive wanted(area, rest) as (
    select '', :areas
    union all select trim(substr(rest, 1, :width)), substr(rest, :width + 1) from wanted where rest <> '')
select channel, count(*) as people
from (
    select min(c.channel) as channel
    from (
        select s.chat_id from wanted cross join subscriptions s on s.area = wanted.area
        where s.least_level <= :level and s.hazard in ('*', :hazard) group by s.chat_id) followers
    cross join chats c on c.id = followers.chat_id
    where c.blocked_at is null group by coalesce(c.person_id, c.id)) reached
group by channel;
