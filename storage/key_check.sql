-- name: find^
select word_sealed from key_check where id = 1;

-- name: put(word_sealed)!
insert into key_check (id, word_sealed) values (1, :word_sealed) on conflict (id) do nothing;
