-- name: add(id, created_at)!
insert into people (id, created_at) values (:id, :created_at);

-- name: register(id, name_sealed, phone_sealed, phone_hash, mail_sealed, mail_hash, area, registered_at)!
update people set name_sealed = :name_sealed, phone_sealed = :phone_sealed, phone_hash = :phone_hash,
                  mail_sealed = :mail_sealed, mail_hash = :mail_hash, area = :area, registered_at = :registered_at
where id = :id;

-- name: rename(id, name_sealed)!
update people set name_sealed = :name_sealed where id = :id;

-- name: move(id, area)!
update people set area = :area where id = :id;

-- name: prefer(id, channel)!
update people set prefers = :channel where id = :id;

-- name: preferred(id)$
select prefers from people where id = :id;

-- name: change_phone(id, phone_sealed, phone_hash)!
update people set phone_sealed = :phone_sealed, phone_hash = :phone_hash where id = :id;

-- name: change_mail(id, mail_sealed, mail_hash)!
update people set mail_sealed = :mail_sealed, mail_hash = :mail_hash where id = :id;

-- name: erase(id, erased_at)!
update people set name_sealed = null, phone_sealed = null, phone_hash = null, mail_sealed = null, mail_hash = null,
                  area = null, prefers = '', registered_at = null, erased_at = :erased_at
where id = :id;

-- name: by_phone(phone_hash)$
select id from people where phone_hash = :phone_hash;

-- name: by_mail(mail_hash)$
select id from people where mail_hash = :mail_hash;

-- name: get(id)^
select id, name_sealed, phone_sealed, mail_sealed, area, registered_at from people where id = :id;
