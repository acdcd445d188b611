-- name: chats_of(person_id, chat_id)
select id, channel, address, language, quiet_from, quiet_until, created_at from chats
where id = :chat_id or person_id = :person_id order by id;

-- name: consents_of(person_id, chat_id)
select purpose, notice, channel, given_at, withdrawn_at from consents
where chat_id = :chat_id or person_id = :person_id order by id;

-- name: subscriptions_of(person_id, chat_id)
select s.area, s.hazard, s.least_level, s.created_at from subscriptions s
where s.chat_id = :chat_id or s.chat_id in (select id from chats where person_id = :person_id)
order by s.area, s.hazard;

-- name: history_of(person_id)
-- Of all their reports; what stays among the staff only as far as where it led.
select r.code as report, e.id, e.at, e.kind, e.state, case when e.internal = 0 then e.words_sealed end as words_sealed
from report_events e join reports r on r.id = e.report_id
where r.person_id = :person_id and (e.internal = 0 or e.kind = 'move') order by e.id;

-- name: files_of(person_id)
select r.code as report, f.id, f.kind, f.size, f.name_sealed, f.caption_sealed, f.created_at
from files f join reports r on r.id = f.report_id where r.person_id = :person_id order by f.id;

-- name: rights_of(person_id)
select role, unit, label, granted_at, revoked_at from grants where person_id = :person_id order by id;

-- name: told_of(person_id, chat_id)
-- Of which alerts they were told, and when; from the broadcasts, which are few.
select a.code as alert, b.purpose, d.state, d.settled_at
from broadcasts b join alerts a on a.id = b.alert_id
join deliveries d on d.broadcast_id = b.id and d.recipient in (:person_id, :chat_id)
order by b.id;

-- name: answers_of(person_id, chat_id)
select a.code as alert, n.area, n.answer, n.answered_at
from alert_answers n join alerts a on a.id = n.alert_id
where n.recipient in (:person_id, :chat_id) order by n.answered_at;

-- name: requests_of(person_id)
select id, words_sealed, created_at, due_at, settled_at from data_requests where person_id = :person_id order by id;

-- name: hand_reports_to(person_id, chat_id)!
update reports set chat_id = :chat_id where person_id = :person_id;

-- name: stop_following(person_id)!
delete from report_followers where chat_id in (select id from chats where person_id = :person_id);

-- name: held_for(person_id)
-- What the channels, or we for them, hold of files that are not ours yet.
select f.held from files f join reports r on r.id = f.report_id where r.person_id = :person_id and f.stored_at is null;

-- name: forget_codes(person_id)!
delete from codes where chat_id in (select id from chats where person_id = :person_id);

-- name: forget_words(person_id, now)!
-- What they asked about is gone: nobody has to answer it any more.
update data_requests set words_sealed = null, settled_at = coalesce(settled_at, :now) where person_id = :person_id;

-- name: forget_authenticator(person_id)!
delete from authenticators where person_id = :person_id;

-- name: forget_recovery_codes(person_id)!
delete from recovery_codes where person_id = :person_id;

-- name: forget_choices(person_id)!
delete from choices where chat_id in (select id from chats where person_id = :person_id);

-- name: forget_messages(person_id)!
delete from slots where (channel, address) in (select channel, address from chats where person_id = :person_id);

-- name: add_nobody(id, address, created_at)!
insert into chats (id, channel, address, language, blocked_at, created_at)
values (:id, 'nobody', :address, 'vi', :created_at, :created_at);
