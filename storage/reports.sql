-- name: add(id, code, person_id, chat_id, field, area, agency, text_sealed, place_sealed, state, version, created_at, due_at)!
-- 0 rows when the code is taken: the caller draws another.
insert into reports (id, code, person_id, chat_id, field, area, agency, text_sealed, place_sealed, state, version,
                     created_at, due_at)
values (:id, :code, :person_id, :chat_id, :field, :area, :agency, :text_sealed, :place_sealed, :state, :version,
        :created_at, :due_at)
on conflict (code) do nothing;

-- name: add_event(id, report_id, at, state, actor)!
insert into report_events (id, report_id, at, state, actor) values (:id, :report_id, :at, :state, :actor);

-- name: add_files*!
insert into files (id, report_id, kind, held, distinct_id, size, name_sealed, created_at)
values (:id, :report_id, :kind, :held, :distinct_id, :size, :name_sealed, :created_at)
on conflict (report_id, distinct_id) do nothing;

-- name: list_own(person_id, before, most)
select r.*, (select count(*) from files f where f.report_id = r.id) as files
from reports r where r.person_id = :person_id and r.id < :before order by r.id desc limit :most;

-- name: get(id)^
select r.*, (select count(*) from files f where f.report_id = r.id) as files from reports r where r.id = :id;

-- name: by_code(code)^
select r.*, (select count(*) from files f where f.report_id = r.id) as files from reports r where r.code = :code;

-- name: events(report_id)
select at, state from report_events where report_id = :report_id order by id;

-- name: list_files(report_id)
select id, kind, held, distinct_id, size, name_sealed from files where report_id = :report_id order by id;
