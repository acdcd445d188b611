-- name: add(id, chat_id, purpose, target, target_sealed, target_hash, prefix_hash, created_at, expires_at)!
insert into codes (id, chat_id, purpose, target, target_sealed, target_hash, prefix_hash, created_at, expires_at, state)
values (:id, :chat_id, :purpose, :target, :target_sealed, :target_hash, :prefix_hash, :created_at, :expires_at,
        'asked');

-- name: kill(chat_id, purpose)!
-- A new code kills the old ones of the same purpose in the same chat.
update codes set state = 'replaced' where chat_id = :chat_id and purpose = :purpose
and state in ('asked', 'sent', 'unsure', 'failed');

-- name: sendings(target_hash, target_hash_before, prefix_hash, chat_id, person_id, hour, day, now)^
-- How often codes were asked for, and typed wrong: to this number (by the present and the older key), to its neighbours,
-- from this chat and the person's others, by everyone. One sent in the future makes nobody wait for the next: the clock
-- has been set back since.
with to_target as (
    select created_at, tries - (state = 'used') as wrong from codes
    where target_hash in (:target_hash, :target_hash_before)
), from_chat as (
    select tries - (state = 'used') as wrong from codes
    where (chat_id = :chat_id or chat_id in (select id from chats where person_id = :person_id)) and created_at > :day
)
select (select max(created_at) from to_target where created_at <= :now) as last_to_target,
       (select count(*) from to_target where created_at > :hour) as target_hour,
       (select count(*) from to_target where created_at > :day) as target_day,
       (select count(*) from codes where prefix_hash = :prefix_hash and created_at > :hour) as prefix_hour,
       (select count(*) from from_chat) as chat_day,
       (select count(*) from codes where created_at > :hour) as all_hour,
       (select coalesce(sum(wrong), 0) from to_target where created_at > :day) as wrong_target_day,
       (select coalesce(sum(wrong), 0) from from_chat) as wrong_chat_day,
       (select coalesce(sum(tries - (state = 'used')), 0) from codes where created_at > :hour) as wrong_all_hour;

-- name: everyone(hour)^
select count(*) as all_hour, coalesce(sum(tries - (state = 'used')), 0) as wrong_all_hour
from codes where created_at > :hour;

-- name: attempt(id, chat_id, most, now)^
-- Count a try before anything is compared: at most `most` comparisons, however many guesses come at once.
update codes set tries = tries + 1
where id = :id and chat_id = :chat_id and state in ('asked', 'sent', 'unsure', 'failed')
  and tries < :most and expires_at > :now
returning tries;

-- name: use(id)!
update codes set state = 'used' where id = :id and state <> 'used';

-- name: get(id)^
select id, chat_id, purpose, target, target_sealed, created_at, expires_at, tries, state from codes where id = :id;

-- name: settle(id, state)!
update codes set state = :state where id = :id and state = 'asked';
