-- name: open_form(chat_id)^
-- The form that the chat is filling in: the one opened last.
select chat_id, form, step, version, message, answers_sealed, opened_at, touched_at,
       (select count(*) from forms f where f.chat_id = :chat_id) = 1 as alone
from forms where chat_id = :chat_id order by opened_at desc limit 1;

-- name: find(chat_id, form)^
select chat_id, form, step, version, message, answers_sealed, opened_at, touched_at,
       (select count(*) from forms f where f.chat_id = :chat_id) = 1 as alone
from forms where chat_id = :chat_id and form = :form;

-- name: forms_of(person_id, chat_id)
select chat_id, form, step, version, message, answers_sealed, opened_at, touched_at, 0 as alone
from forms where chat_id = :chat_id or chat_id in (select id from chats where person_id = :person_id)
order by opened_at;

-- name: put(chat_id, form, step, version, message, answers_sealed, opened_at, touched_at)!
insert into forms (chat_id, form, step, version, message, answers_sealed, opened_at, touched_at)
values (:chat_id, :form, :step, :version, :message, :answers_sealed, :opened_at, :touched_at)
on conflict (chat_id, form) do update set step = excluded.step, version = excluded.version,
    message = excluded.message, answers_sealed = excluded.answers_sealed, opened_at = excluded.opened_at,
    touched_at = excluded.touched_at, reminded_at = null;

-- name: drop(chat_id, form)!
delete from forms where chat_id = :chat_id and form = :form;

-- name: drop_all(chat_id)!
delete from forms where chat_id = :chat_id;

-- name: idle(touched_before, most)
select f.chat_id, f.form, c.channel, c.address, c.language
from forms f join chats c on c.id = f.chat_id
where f.touched_at < :touched_before and f.reminded_at is null limit :most;

-- name: remind(chat_id, form, now)!
update forms set reminded_at = :now where chat_id = :chat_id and form = :form and reminded_at is null;

-- name: abandoned(touched_before, most)
select f.chat_id, f.form, c.channel, c.address, c.language
from forms f join chats c on c.id = f.chat_id
where f.touched_at < :touched_before limit :most;
