-- The figures of the incidents that were opened in an hour, by what they are grouped by: sums, so that any time is a sum
-- of hours. An hour is counted in hours since 1970, UTC.
create table figures (
    opened_hour bigint not null,
    grouping_by varchar(10) not null,
    name varchar(500) not null,
    incidents bigint not null,
    unresolved bigint not null,
    resolved bigint not null,
    escalated bigint not null,
    reopened bigint not null,
    automated bigint not null,
    detected_ms bigint not null,
    acknowledged bigint not null,
    acknowledged_ms bigint not null,
    restored_ms bigint not null,
    recoveries bigint not null,
    recovered bigint not null,
    repairs bigint not null,
    verified bigint not null,
    helped bigint not null,
    primary key (grouping_by, opened_hour, name)
);

-- Up to which row of the timeline the figures know what happened.
create table figures_position (
    id int primary key,
    timeline bigint not null
);
