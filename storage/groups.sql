-- name: tie(channel, address, unit, language, tied_by, tied_at)!
insert into unit_groups (channel, address, unit, language, tied_by, tied_at)
values (:channel, :address, :unit, :language, :tied_by, :tied_at)
on conflict (channel, address) do update set unit = excluded.unit, tied_by = excluded.tied_by,
    tied_at = excluded.tied_at, language = excluded.language;

-- name: untie(channel, address)!
delete from unit_groups where channel = :channel and address = :address;

-- name: list_of(unit)
select channel, address, language from unit_groups where unit = :unit order by tied_at;
