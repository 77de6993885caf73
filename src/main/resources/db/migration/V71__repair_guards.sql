-- One row for each service that a repair was ever thought of. Guards look at it and change it while it is locked, so that
-- two recoveries take turns; recovery_id is the recovery that repairs the service now.
create table guarded_service (
    service varchar(255) not null primary key,
    recovery_id varchar(64),
    incident_id varchar(64),
    held_since timestamp(6) with time zone
);
create index guarded_service_recovery on guarded_service (recovery_id);

-- The repairs that began within the last hour: what the budget counts.
create table repair_start (
    id varchar(36) not null primary key,
    service varchar(255) not null,
    recovery_id varchar(64) not null,
    started_at timestamp(6) with time zone not null
);
create index repair_start_service on repair_start (service, started_at);

-- Freezes, also those that are over: service = '' is for all services.
create table repair_freeze (
    id varchar(36) not null primary key,
    service varchar(255) not null,
    reason varchar(2000) not null,
    until_at timestamp(6) with time zone not null,
    created_by varchar(255) not null,
    created_at timestamp(6) with time zone not null,
    lifted_by varchar(255),
    lifted_at timestamp(6) with time zone
);
create index repair_freeze_until on repair_freeze (until_at);

-- Which guards turned the repair into an approval, as JSON.
alter table repair_attempt add column held_because text;

-- Recoveries tell sentences that name tasks and processes.
alter table incident_timeline alter column what set data type varchar(500);
