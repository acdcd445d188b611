-- name: give(id, chat_id, person_id, purpose, notice, channel, given_at)!
insert into consents (id, chat_id, person_id, purpose, notice, channel, given_at)
values (:id, :chat_id, :person_id, :purpose, :notice, :channel, :given_at);

-- name: withdraw(chat_id, purpose, withdrawn_at)!
update consents set withdrawn_at = :withdrawn_at
where chat_id = :chat_id and purpose = :purpose and withdrawn_at is null;

-- name: find(chat_id, purpose)$
select notice from consents where chat_id = :chat_id and purpose = :purpose and withdrawn_at is null
order by id desc limit 1;
