-- name: invite(id, token_hash, role, unit, label, invited_by, created_at, expires_at)!
insert into invitations (id, token_hash, role, unit, label, invited_by, created_at, expires_at)
values (:id, :token_hash, :role, :unit, :label, :invited_by, :created_at, :expires_at);

-- name: use_invitation(token_hash, used_by, now)^
update invitations set used_at = :now, used_by = :used_by
where token_hash = :token_hash and used_at is null and expires_at > :now
returning id, role, unit, label, invited_by;

-- name: grant(id, person_id, chat_id, role, unit, label, granted_by, granted_at)!
insert into grants (id, person_id, chat_id, role, unit, label, granted_by, granted_at)
values (:id, :person_id, :chat_id, :role, :unit, :label, :granted_by, :granted_at)
on conflict (chat_id, role, unit) where revoked_at is null do nothing;

-- name: revoke(id, revoked_by, revoked_at)!
update grants set revoked_at = :revoked_at, revoked_by = :revoked_by where id = :id and revoked_at is null;

-- name: list_grants
select g.id, g.person_id, g.chat_id, g.role, g.unit, g.label, g.granted_by, g.granted_at, g.revoked_at, g.revoked_by
from grants g order by g.id;

-- name: enrol(person_id, secret_sealed, created_at)!
insert into authenticators (person_id, secret_sealed, created_at) values (:person_id, :secret_sealed, :created_at)
on conflict (person_id) do update set secret_sealed = excluded.secret_sealed, created_at = excluded.created_at
where authenticators.confirmed_at is null;

-- name: authenticator(person_id)^
select secret_sealed, confirmed_at, last_step, failures, failed_at from authenticators where person_id = :person_id;

-- name: confirm(person_id, now)!
update authenticators set confirmed_at = :now where person_id = :person_id and confirmed_at is null;

-- name: take_step(person_id, step)!
-- A time step is spent once, whoever is first: the row changes only while the step is newer than the last one used.
update authenticators set last_step = :step, failures = 0
where person_id = :person_id and last_step < :step;

-- name: miss(person_id, now)!
update authenticators set failures = failures + 1, failed_at = :now where person_id = :person_id;

-- name: forgive(person_id)!
update authenticators set failures = 0 where person_id = :person_id;

-- name: find_grant(id)^
select id, person_id, chat_id, role, unit, label, granted_by, granted_at, revoked_at, revoked_by
from grants where id = :id;

-- name: propose(id, role, unit, name, by, chat_id, proposed_at)!
insert into proposals (id, role, unit, name, proposed_by, proposed_chat, proposed_at)
values (:id, :role, :unit, :name, :by, :chat_id, :proposed_at);

-- name: list_proposals
select id, role, unit, name, proposed_by, proposed_chat, proposed_at from proposals
where settled_at is null order by id;

-- name: find_proposal(id)^
select id, role, unit, name, proposed_by, proposed_chat, proposed_at from proposals
where id = :id and settled_at is null;

-- name: settle_proposal(id, by, outcome, now)!
update proposals set settled_by = :by, settled_at = :now, outcome = :outcome where id = :id and settled_at is null;

-- name: settle_proposals_of(person_id, outcome, now)!
update proposals set settled_by = proposed_by, settled_at = :now, outcome = :outcome
where proposed_by = :person_id and settled_at is null;

-- name: end_invitations_of(person, now)!
-- `invited_by` is one admin, or two joined by a plus. Ended for good: a clock that is set back opens none again.
update invitations set expires_at = 0
where used_at is null and expires_at > :now
and (invited_by = :person or invited_by like :person || '+%' or invited_by like '%+' || :person);

-- name: end_all_invitations!
update invitations set expires_at = 0 where used_at is null;

-- name: forget_authenticator(person_id)!
delete from authenticators where person_id = :person_id;

-- name: forget_recovery_codes(person_id)!
delete from recovery_codes where person_id = :person_id;

-- name: keep_recovery_codes*!
insert into recovery_codes (person_id, code_hash) values (:person_id, :code_hash);

-- name: use_recovery_code(person_id, code_hash, now)!
update recovery_codes set used_at = :now
where person_id = :person_id and code_hash = :code_hash and used_at is null;
