-- What each number means in a chat on a channel without buttons.

create table choices (
    chat_id integer primary key references chats (id),
    offered_sealed blob not null
) strict;
