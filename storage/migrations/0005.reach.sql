-- On which channels a revision's people are reached, as counted for its preview.

alter table alert_revisions add column channels text not null default '{}';
