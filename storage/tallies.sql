-- name: by_area*!
insert into tallies_by_area (broadcast_id, area, channel, outcome, people)
values (:broadcast_id, :area, :channel, :outcome, :people)
on conflict (broadcast_id, area, channel, outcome) do update set people = people + excluded.people;

-- name: by_minute*!
insert into tallies_by_minute (broadcast_id, minute, channel, outcome, people)
values (:broadcast_id, :minute, :channel, :outcome, :people)
on conflict (broadcast_id, minute, channel, outcome) do update set people = people + excluded.people;

-- name: list_by_area(broadcast_id)
select area, outcome, sum(people) as people from tallies_by_area
where broadcast_id = :broadcast_id group by area, outcome having sum(people) > 0 order by area;

-- name: list_by_channel(broadcast_id)
select channel, outcome, sum(people) as people from tallies_by_area
where broadcast_id = :broadcast_id group by channel, outcome having sum(people) > 0 order by channel;

-- name: list_by_minute(broadcast_id)
select minute, channel, outcome, people from tallies_by_minute
where broadcast_id = :broadcast_id and people > 0 order by minute, channel;
