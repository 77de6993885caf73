-- One row for each automated action: written before it is called, completed after. The key is the id of the job that
-- executes the step, so that the same job finds its row again after a crash.
create table action_journal (
    job_id       varchar(64)  not null primary key,
    execution_id varchar(64)  not null,
    recovery_id  varchar(64)  not null,
    incident_id  varchar(64),
    element      varchar(255) not null,
    action       varchar(64)  not null,
    state        varchar(16)  not null,
    attempt      integer      not null,
    inputs       text         not null,
    output       text,
    error        text,
    node         varchar(255) not null,
    started_at   timestamp(6) with time zone not null,
    ended_at     timestamp(6) with time zone,
    decision     varchar(16),
    decided_by   varchar(255),
    decided_at   timestamp(6) with time zone
);

create index action_journal_recovery on action_journal (recovery_id, started_at);
