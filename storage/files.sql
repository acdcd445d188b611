-- name: add_many*!
insert into files (id, report_id, purpose, kind, held, distinct_id, size, name_sealed, caption_sealed, album,
                   channel, created_at)
values (:id, :report_id, :purpose, :kind, :held, :distinct_id, :size, :name_sealed, :caption_sealed, :album,
        :channel, :created_at)
on conflict (report_id, distinct_id) do nothing;

-- name: list_of(report_id)
-- Without a channel of its own, a file is held by the one that its report came on.
select f.id, f.purpose, f.kind, f.held, f.distinct_id, f.size, f.name_sealed, f.caption_sealed, f.album, f.stored_at,
       coalesce(f.channel, c.channel) as channel
from files f join reports r on r.id = f.report_id join chats c on c.id = r.chat_id
where f.report_id = :report_id order by f.id;

-- name: of_album(chat_id, album, since)^
-- The report, and the act, that other files of the album have come with.
select f.report_id, f.purpose from files f join reports r on r.id = f.report_id
where f.album = :album and f.created_at >= :since and r.chat_id = :chat_id order by f.id desc limit 1;

-- name: to_fetch(now, most)
select f.id, f.held, f.size, f.tries, coalesce(f.channel, c.channel) as channel
from files f join reports r on r.id = f.report_id join chats c on c.id = r.chat_id
where f.stored_at is null and f.due_at <= :now order by f.due_at limit :most;

-- name: stored(id, size, sealed_with, now)!
update files set stored_at = :now, size = :size, sealed_with = :sealed_with where id = :id and stored_at is null;

-- name: doom*!
insert into doomed_files (id, due_at) values (:id, :due_at) on conflict (id) do nothing;

-- name: forget*!
delete from files where id = :id;

-- name: doom_of_report*!
insert into doomed_files (id, due_at) select id, :due_at from files where report_id = :report_id
on conflict (id) do nothing;

-- name: forget_of_report*!
delete from files where report_id = :report_id;

-- name: doom_of_person(person_id, due_at)!
insert into doomed_files (id, due_at)
select f.id, :due_at from files f join reports r on r.id = f.report_id where r.person_id = :person_id
on conflict (id) do nothing;

-- name: forget_of_person(person_id)!
delete from files where report_id in (select id from reports where person_id = :person_id);

-- name: doomed(now, most)
select id, tries from doomed_files where due_at <= :now order by due_at limit :most;

-- name: deleted(id)!
delete from doomed_files where id = :id;

-- name: delete_later(id, due_at)!
update doomed_files set tries = tries + 1, due_at = :due_at where id = :id;

-- name: stale(current, after, most)
-- Stored, and sealed with another key than this, or nobody knows with which.
select id from files
where id > :after and stored_at is not null and (sealed_with is null or sealed_with <> :current)
order by id limit :most;

-- name: sealed_anew*!
update files set sealed_with = :sealed_with where id = :id;

-- name: later(id, due_at)!
update files set tries = tries + 1, due_at = :due_at where id = :id;

-- name: at_once(held, now)!
update files set due_at = :now where stored_at is null and held = :held;

-- name: give_up(id, never)!
update files set tries = tries + 1, due_at = :never where id = :id;
