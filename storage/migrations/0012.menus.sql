-- Chats whose list of commands does not fit their rights any more.

create index chats_stale_menu on chats (id) where menu = 'stale';
