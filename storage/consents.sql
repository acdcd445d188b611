-- name: give(id, chat_id, person_id, purpose, notice, channel, given_at)!
insert into consents (id, chat_id, person_id, purpose, notice, channel, given_at)
values (:id, :chat_id, :person_id, :purpose, :notice, :channel, :given_at);

-- name: withdraw_of_person(person_id, purpose, withdrawn_at)!
update consents set withdrawn_at = :withdrawn_at
where person_id = :person_id and purpose = :purpose and withdrawn_at is null;

-- name: last_of_person(person_id, purpose)^
select notice, withdrawn_at from consents where person_id = :person_id and purpose = :purpose
order by withdrawn_at is not null, id desc limit 1;

-- name: withdraw(chat_id, purpose, withdrawn_at)!
update consents set withdrawn_at = :withdrawn_at
where chat_id = :chat_id and purpose = :purpose and withdrawn_at is null;

-- name: find(chat_id, purpose)$
select notice from consents where chat_id = :chat_id and purpose = :purpose and withdrawn_at is null
order by id desc limit 1;
