-- The few chats of the test group are found without looking through everybody's.

create index chats_of_test_group on chats (id) where test_group = 1;
