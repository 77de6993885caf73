-- Servers that share this database, by the id of their data folder; positions of the fact log are those of a server's own.
create table node (
    number integer not null primary key,
    id varchar(64) not null unique
);

-- One row: which server detects and decides, and until when it is believed to live.
create table node_lead (
    id integer not null primary key,
    term bigint not null,
    node_no integer not null,
    life varchar(64) not null,
    expires_at timestamp(6) with time zone not null
);
insert into node_lead (id, term, node_no, life, expires_at)
    values (1, 0, -1, 'nobody', timestamp with time zone '2000-01-01 00:00:00+00:00');

-- One row, where servers share the database: up to where the leader has detected, and with which release.
create table detection_lead (
    id integer not null primary key,
    node_no integer not null,
    release_no integer not null,
    received_at timestamp(6) with time zone not null
);

alter table anomaly_change add column node_no integer default 0 not null;
alter table detection_switch add column node_no integer default 0 not null;
alter table triage_round add column node_no integer default 0 not null;
alter table replay_job add column node_no integer default 0 not null;
alter table rule_shadow add column node_no integer default 0 not null;
