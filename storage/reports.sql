-- name: add(id, code, person_id, chat_id, field, area, agency, text_sealed, place_sealed, cell, state, version, created_at, due_at, soon_at, urgent, public, anonymous)!
-- 0 rows when the code is taken: the caller draws another.
insert into reports (id, code, person_id, chat_id, field, area, agency, text_sealed, place_sealed, cell, state, version,
                     created_at, due_at, soon_at, urgent, public, anonymous)
values (:id, :code, :person_id, :chat_id, :field, :area, :agency, :text_sealed, :place_sealed, :cell, :state, :version,
        :created_at, :due_at, :soon_at, :urgent, :public, :anonymous)
on conflict (code) do nothing;

-- name: save(id, over, version, agency, state, in_hand, due_at, soon_at, held_from, waiting_since, outcome, result_sealed, resolved_at, rating, extended, duplicate_of)!
-- 0 rows when somebody was first. A deadline that has moved is reminded of anew.
update reports set version = :version, agency = :agency, state = :state, in_hand = :in_hand,
    reminded = case when due_at is :due_at then reminded else 0 end, due_at = :due_at, soon_at = :soon_at,
    held_from = :held_from, waiting_since = :waiting_since, outcome = :outcome, result_sealed = :result_sealed,
    resolved_at = :resolved_at, rating = :rating, extended = :extended, duplicate_of = :duplicate_of
where id = :id and version = :over;

-- name: add_event(id, report_id, at, kind, state, actor, person_id, words_sealed, internal)!
insert into report_events (id, report_id, at, kind, state, actor, person_id, words_sealed, internal)
values (:id, :report_id, :at, :kind, :state, :actor, :person_id, :words_sealed, :internal);

-- name: events(report_id)
select id, at, kind, state, actor, words_sealed, internal from report_events where report_id = :report_id order by id;

-- name: list_own(person_id, before, most)
select r.*, (select count(*) from files f where f.report_id = r.id) as files
from reports r where r.person_id = :person_id and r.id < :before order by r.id desc limit :most;

-- name: get(id)^
select r.*, (select count(*) from files f where f.report_id = r.id) as files from reports r where r.id = :id;

-- name: by_code(code)^
select r.*, (select count(*) from files f where f.report_id = r.id) as files from reports r where r.code = :code;

-- name: alike(field, area, since, most)
-- Of the same field and commune, newest first.
select r.*, 0 as files from reports r
where r.field = :field and r.area = :area and r.created_at >= :since
  and r.state not in ('rejected', 'duplicate', 'withdrawn')
order by r.created_at desc limit :most;

-- name: near(field, c0, c1, c2, c3, c4, c5, c6, c7, c8, since, most)
-- Of the same field, in the nine squares around a pin, newest first.
select r.*, 0 as files from reports r
where r.cell in (:c0, :c1, :c2, :c3, :c4, :c5, :c6, :c7, :c8) and r.field = :field and r.created_at >= :since
  and r.state not in ('rejected', 'duplicate', 'withdrawn')
order by r.created_at desc limit :most;

-- name: in_state(state, most, past)
select r.*, 0 as files from reports r where r.state = :state order by r.due_at, r.id limit :most offset :past;

-- name: in_state_at(agency, state, most, past)
select r.*, 0 as files from reports r where r.agency = :agency and r.state = :state
order by r.due_at, r.id limit :most offset :past;

-- name: late(now, most, past)
select r.*, 0 as files from reports r where r.in_hand = 1 and r.due_at <= :now
order by r.due_at, r.id limit :most offset :past;

-- name: late_at(agency, now, most, past)
select r.*, 0 as files from reports r where r.agency = :agency and r.in_hand = 1 and r.due_at <= :now
order by r.due_at, r.id limit :most offset :past;

-- name: count_everywhere(now, most)
-- Each queue's length, counted no further than anyone would read.
select 'overdue' as queue, count(*) as n from (select 1 from reports where in_hand = 1 and due_at <= :now limit :most)
union all select 'submitted', count(*) from (select 1 from reports where state = 'submitted' limit :most)
union all select 'accepted', count(*) from (select 1 from reports where state = 'accepted' limit :most)
union all select 'assigned', count(*) from (select 1 from reports where state = 'assigned' limit :most)
union all select 'in_progress', count(*) from (select 1 from reports where state = 'in_progress' limit :most)
union all select 'awaiting_approval', count(*) from (select 1 from reports where state = 'awaiting_approval' limit :most)
union all select 'need_info', count(*) from (select 1 from reports where state = 'need_info' limit :most)
union all select 'returned', count(*) from (select 1 from reports where state = 'returned' limit :most)
union all select 'reopen_requested', count(*) from (select 1 from reports where state = 'reopen_requested' limit :most)
union all select 'reopened', count(*) from (select 1 from reports where state = 'reopened' limit :most)
union all select 'resolved', count(*) from (select 1 from reports where state = 'resolved' limit :most);

-- name: count_at(agency, now, most)
select 'overdue' as queue, count(*) as n
from (select 1 from reports where agency = :agency and in_hand = 1 and due_at <= :now limit :most)
union all select 'submitted', count(*)
from (select 1 from reports where agency = :agency and state = 'submitted' limit :most)
union all select 'accepted', count(*)
from (select 1 from reports where agency = :agency and state = 'accepted' limit :most)
union all select 'assigned', count(*)
from (select 1 from reports where agency = :agency and state = 'assigned' limit :most)
union all select 'in_progress', count(*)
from (select 1 from reports where agency = :agency and state = 'in_progress' limit :most)
union all select 'awaiting_approval', count(*)
from (select 1 from reports where agency = :agency and state = 'awaiting_approval' limit :most)
union all select 'need_info', count(*)
from (select 1 from reports where agency = :agency and state = 'need_info' limit :most)
union all select 'returned', count(*)
from (select 1 from reports where agency = :agency and state = 'returned' limit :most)
union all select 'reopen_requested', count(*)
from (select 1 from reports where agency = :agency and state = 'reopen_requested' limit :most)
union all select 'reopened', count(*)
from (select 1 from reports where agency = :agency and state = 'reopened' limit :most)
union all select 'resolved', count(*)
from (select 1 from reports where agency = :agency and state = 'resolved' limit :most);

-- name: due_soon(now, most)
select r.*, 0 as files from reports r
where r.in_hand = 1 and r.reminded = 0 and r.soon_at <= :now and r.due_at > :now order by r.soon_at limit :most;

-- name: overdue(now, most)
select r.*, 0 as files from reports r
where r.in_hand = 1 and r.reminded < 2 and r.due_at <= :now order by r.due_at limit :most;

-- name: remind(id, over, stage)!
-- 0 rows when it has moved since it was read: what was due then may be done by now.
update reports set reminded = :stage where id = :id and version = :over and reminded < :stage;

-- name: unrated(resolved_before, most)
select r.*, 0 as files from reports r
where r.state = 'resolved' and r.resolved_at <= :resolved_before order by r.resolved_at limit :most;

-- name: follow(report_id, chat_id, since)!
insert into report_followers (report_id, chat_id, since) values (:report_id, :chat_id, :since)
on conflict (report_id, chat_id) do nothing;

-- name: unfollow(report_id, chat_id)!
delete from report_followers where report_id = :report_id and chat_id = :chat_id;

-- name: audience(report_id)
-- Who is told of a report: its citizen's chat, and those that follow it.
select c.id, c.channel, c.address, c.language, 1 as own from reports r join chats c on c.id = r.chat_id
where r.id = :report_id and c.blocked_at is null
union all
select c.id, c.channel, c.address, c.language, 0
from report_followers f join chats c on c.id = f.chat_id join reports r on r.id = f.report_id
where f.report_id = :report_id and f.chat_id <> r.chat_id and c.blocked_at is null;
