-- Replays that somebody asked for; files and result are JSON.
create table replay_job (
    id varchar(36) not null primary key,
    state varchar(16) not null,
    person varchar(200) not null,
    from_time timestamp(9) with time zone not null,
    to_time timestamp(9) with time zone not null,
    files text,
    created_at timestamp(6) with time zone not null,
    ended_at timestamp(6) with time zone,
    result text,
    reason text
);
create index replay_job_created on replay_job (created_at);

-- One row: the candidate that runs beside the active release, since the record after the position.
create table rule_shadow (
    id integer not null primary key,
    files text not null,
    message text not null,
    person varchar(200) not null,
    since timestamp(6) with time zone not null,
    position bigint not null
);
