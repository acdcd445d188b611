-- name: add(id, code, folded, kind, state, unit, level, hazard, starts_at, ends_at, revision, version, created_by, touched_by, updates, change, created_at)!
insert into alerts (id, code, folded, kind, state, unit, level, hazard, starts_at, ends_at, revision, version, created_by,
                    touched_by, updates, change, created_at)
values (:id, :code, :folded, :kind, :state, :unit, :level, :hazard, :starts_at, :ends_at, :revision, :version, :created_by,
        :touched_by, :updates, :change, :created_at)
on conflict (code) do nothing;

-- name: add_revision(alert_id, revision, digest, content, edited_by, edited_at)!
insert into alert_revisions (alert_id, revision, digest, content, edited_by, edited_at)
values (:alert_id, :revision, :digest, :content, :edited_by, :edited_at);

-- name: save(id, over, state, folded, level, hazard, starts_at, ends_at, revision, version, touched_by, submitted_at, approved_by, approved_at, closed_by, closed_at, reason)!
-- Changes the row only while it is still the version that was read.
update alerts set state = :state, folded = :folded, level = :level, hazard = :hazard, starts_at = :starts_at, ends_at = :ends_at,
    revision = :revision, version = :version, touched_by = :touched_by, submitted_at = :submitted_at,
    approved_by = :approved_by, approved_at = :approved_at, closed_by = :closed_by, closed_at = :closed_at,
    reason = :reason
where id = :id and version = :over;

-- name: get(id)^
select a.*, r.content from alerts a
join alert_revisions r on r.alert_id = a.id and r.revision = a.revision where a.id = :id;

-- name: by_code(code)^
select a.*, r.content from alerts a
join alert_revisions r on r.alert_id = a.id and r.revision = a.revision where a.code = :code;

-- name: list_in(state, most)
select a.*, r.content from alerts a
join alert_revisions r on r.alert_id = a.id and r.revision = a.revision
where a.state = :state order by a.id desc limit :most;

-- name: list_recent(most)
select a.*, r.content from alerts a
join alert_revisions r on r.alert_id = a.id and r.revision = a.revision
order by a.id desc limit :most;

-- name: list_in_force(now)
select a.*, r.content from alerts a
join alert_revisions r on r.alert_id = a.id and r.revision = a.revision
where a.state = 'approved' and a.starts_at <= :now and a.ends_at > :now
order by a.level desc, a.starts_at desc;

-- name: list_to_follow(id)
-- Approved, and meant to follow this one.
select a.*, r.content from alerts a
join alert_revisions r on r.alert_id = a.id and r.revision = a.revision
where a.updates = :id and a.state = 'approved' order by a.id;

-- name: save_audience(alert_id, revision, audience, channels)!
update alert_revisions set audience = :audience, channels = :channels where alert_id = :alert_id and revision = :revision;

-- name: audience(alert_id, revision)$
select audience from alert_revisions where alert_id = :alert_id and revision = :revision;

-- name: list_uncounted(most)
select a.*, r.content, r.edited_by from alerts a
join alert_revisions r on r.alert_id = a.id and r.revision = a.revision
where r.audience is null and a.state in ('draft', 'returned', 'pending', 'lapsed') order by a.id limit :most;

-- name: search(pattern, state, before, most)
-- Newest first; `pattern` is folded and matched anywhere in the code or the folded title, `state` may be empty.
select a.*, r.content from alerts a
join alert_revisions r on r.alert_id = a.id and r.revision = a.revision
where a.id < :before and (:state = '' or a.state = :state)
  and (:pattern = '' or a.folded like '%' || :pattern || '%' escape '\')
order by a.id desc limit :most;

-- name: list_pending(submitted_before, most)
select a.*, r.content from alerts a
join alert_revisions r on r.alert_id = a.id and r.revision = a.revision
where a.state = 'pending' and a.submitted_at <= :submitted_before order by a.id limit :most;

-- name: remind(id, now)!
update alerts set reminded_at = :now where id = :id and reminded_at is null and state = 'pending';

-- name: previous_content(alert_id, revision)$
select content from alert_revisions where alert_id = :alert_id and revision < :revision order by revision desc limit 1;

-- name: answer(alert_id, recipient, chat_id, area, answer, answered_at)!
insert into alert_answers (alert_id, recipient, chat_id, area, answer, answered_at)
values (:alert_id, :recipient, :chat_id, :area, :answer, :answered_at)
on conflict (alert_id, recipient) do update set answer = excluded.answer, answered_at = excluded.answered_at;

-- name: answers(alert_id)
select area, answer, count(*) as people from alert_answers where alert_id = :alert_id
group by area, answer order by people desc;

-- name: follower(alert_id, but)$
-- An approved message that takes, or will take, the place of an alert.
select id from alerts where updates = :alert_id and state = 'approved' and id <> :but limit 1;

-- name: channels(alert_id, revision)$
select channels from alert_revisions where alert_id = :alert_id and revision = :revision;
