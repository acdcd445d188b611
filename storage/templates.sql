-- name: put(id, unit, name, content, made_by, made_at)!
insert into alert_templates (id, unit, name, content, made_by, made_at)
values (:id, :unit, :name, :content, :made_by, :made_at)
on conflict (unit, name) do update set content = excluded.content, made_by = excluded.made_by,
    made_at = excluded.made_at;

-- name: list_of(unit)
select id, name from alert_templates where unit = :unit order by name limit 20;

-- name: get(id, unit)$
select content from alert_templates where id = :id and unit = :unit;
