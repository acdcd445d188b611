-- The few chats of the test group are found without looking through everybody's; and audiences are copied in the order
-- in which chats came, not commune by commune: one that was being copied begins anew, and doubles nobody.

create index chats_of_test_group on chats (id) where test_group = 1;
update broadcasts set fill_area = 0, fill_chat = 0 where filled = 0 and fill_area >= 0;
