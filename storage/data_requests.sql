-- name: add(id, person_id, chat_id, words_sealed, created_at, due_at)!
insert into data_requests (id, person_id, chat_id, words_sealed, created_at, due_at)
values (:id, :person_id, :chat_id, :words_sealed, :created_at, :due_at);

-- name: find(id)^
select id, person_id, chat_id, words_sealed, created_at, due_at, settled_at from data_requests where id = :id;

-- name: list_open
select id, person_id, chat_id, words_sealed, created_at, due_at, settled_at from data_requests
where settled_at is null order by due_at;

-- name: settle(id, by, now)!
update data_requests set settled_at = :now, settled_by = :by where id = :id and settled_at is null;
