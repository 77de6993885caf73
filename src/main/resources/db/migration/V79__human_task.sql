-- Human tasks, open and ended: what lists are read from by index, and what people's time is counted from. The engine's
-- own rows of a task go when it ends; these stay with the results.
create table human_task (
    task varchar(64) primary key,
    is_open boolean not null,
    recovery varchar(64) not null,
    incident varchar(64),
    process varchar(255) not null,
    element varchar(255) not null,
    assignee varchar(255),
    priority int not null,
    created_at timestamp(6) with time zone not null,
    -- The year 9999 if it is never due, so that one index sorts all.
    due_at timestamp(6) with time zone not null,
    claimed_at timestamp(6) with time zone,
    ended_at timestamp(6) with time zone,
    completed_by varchar(255),
    outcome varchar(255),
    -- What a person is asked to decide, as it was then: JSON.
    repair text
);
create index human_task_created on human_task (is_open, created_at, task);
create index human_task_due on human_task (is_open, due_at, task);
create index human_task_priority on human_task (is_open, priority, task);
create index human_task_assignee on human_task (is_open, assignee, created_at, task);
create index human_task_process on human_task (is_open, process, created_at, task);
create index human_task_incident on human_task (incident, is_open, created_at, task);
create index human_task_recovery on human_task (recovery);

-- Who may claim an open task.
create table human_task_candidate (
    kind varchar(5) not null,
    name varchar(255) not null,
    created_at timestamp(6) with time zone not null,
    task varchar(64) not null,
    primary key (kind, name, created_at, task)
);
create index human_task_candidate_task on human_task_candidate (task);
