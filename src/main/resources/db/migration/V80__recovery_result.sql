-- What a recovery came to, kept when the engine's history of it is cleaned.
alter table incident_recovery add column version int;
alter table incident_recovery add column state varchar(20);
alter table incident_recovery add column steps text;
alter table incident_recovery add column resources text;
alter table incident_recovery add column kept boolean default false not null;
create index incident_recovery_kept on incident_recovery (kept, ended_at);

-- What a repair is known by: its process, else its action, else "by hand".
alter table repair_attempt add column name varchar(200) default 'by hand' not null;
update repair_attempt set name = coalesce(process, action, 'by hand');
drop index repair_attempt_target;
create index repair_attempt_target on repair_attempt (target, name, verified);
