-- Actions that were done before a person sent the recovery back: where it comes to the element again, their recorded
-- output is used, once, and nothing is carried out.
create table action_reuse (
    job_id varchar(64) not null primary key,
    recovery_id varchar(64) not null,
    process varchar(255) not null,
    element varchar(255) not null,
    started_at timestamp(6) with time zone not null
);
create index action_reuse_element on action_reuse (recovery_id, process, element);
