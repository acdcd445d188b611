-- What has moved since a moment, so that what was in hand then can be counted back from what is in hand now.

create index report_events_by_time on report_events (at, report_id) where kind = 'move';
