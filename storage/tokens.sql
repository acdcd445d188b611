-- name: find(name)^
select id, name, seed_sealed, refresh_sealed, access_sealed, expires_at, asked_at from tokens where name = :name;

-- name: plant(id, name, seed_sealed, refresh_sealed)!
insert into tokens (id, name, seed_sealed, refresh_sealed)
values (:id, :name, :seed_sealed, :refresh_sealed)
on conflict (name) do update set seed_sealed = excluded.seed_sealed, refresh_sealed = excluded.refresh_sealed,
    id = excluded.id, access_sealed = null, expires_at = 0, asked_at = null;

-- name: asking(name, now)!
update tokens set asked_at = :now where name = :name;

-- name: answered(name)!
update tokens set asked_at = null where name = :name;

-- name: renewed(name, refresh_sealed, access_sealed, expires_at)!
update tokens set refresh_sealed = :refresh_sealed, access_sealed = :access_sealed, expires_at = :expires_at,
    asked_at = null
where name = :name;
