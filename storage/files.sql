-- name: add_many*!
insert into files (id, report_id, purpose, kind, held, distinct_id, size, name_sealed, caption_sealed, created_at)
values (:id, :report_id, :purpose, :kind, :held, :distinct_id, :size, :name_sealed, :caption_sealed, :created_at)
on conflict (report_id, distinct_id) do nothing;

-- name: list_of(report_id)
select id, purpose, kind, held, distinct_id, size, name_sealed, caption_sealed, stored_at from files
where report_id = :report_id order by id;

-- name: to_fetch(now, most)
select f.id, f.held, f.size, f.tries, c.channel
from files f join reports r on r.id = f.report_id join chats c on c.id = r.chat_id
where f.stored_at is null and f.due_at <= :now order by f.due_at limit :most;

-- name: stored(id, size, now)!
update files set stored_at = :now, size = :size where id = :id and stored_at is null;

-- name: later(id, due_at)!
update files set tries = tries + 1, due_at = :due_at where id = :id;

-- name: give_up(id, never)!
update files set tries = tries + 1, due_at = :never where id = :id;
