-- The automation switch: rows for all services have service = ''. A temporary row stands before the lasting one until
-- its end, and then lapses.
create table automation_switch (
    service varchar(255) not null,
    temporary boolean not null,
    mode varchar(16) not null,
    reason varchar(2000),
    until_at timestamp(6) with time zone,
    changed_by varchar(255) not null,
    changed_at timestamp(6) with time zone not null,
    primary key (service, temporary)
);
