-- A chat has one letter at its head; the others are behind it until it has gone. So whoever asks what may go is asked
-- of heads alone, however many letters wait.

update outbox set state = 'behind' where id in (
    select id from (
        select id, row_number() over (partition by channel, address order by state <> 'sending', id) as place
        from outbox)
    where place > 1);

drop index outbox_by_chat;
create unique index outbox_heads on outbox (channel, address) where state <> 'behind';
create index outbox_behind on outbox (channel, address, id) where state = 'behind';

-- Whatever takes a head away puts the next in its place: the loop that has sent it, and every other deletion.
create trigger outbox_moves_up after delete on outbox when old.state <> 'behind'
begin
    update outbox set state = 'new' where id = (
        select min(id) from outbox
        where channel = old.channel and address = old.address and state = 'behind');
end;
