-- A chat in which its person has said that they want no more warnings, until they follow again: it is told none, whatever
-- waits, or comes back from the wire, by then.

alter table chats add column stopped_at integer;

update chats set stopped_at = (
    select max(k.withdrawn_at) from consents k where k.chat_id = chats.id and k.purpose = 'warnings')
where id in (select chat_id from consents where purpose = 'warnings' and withdrawn_at is not null)
  and not exists (
      select 1 from consents k where k.chat_id = chats.id and k.purpose = 'warnings' and k.withdrawn_at is null)
  and not exists (select 1 from subscriptions s where s.chat_id = chats.id);
