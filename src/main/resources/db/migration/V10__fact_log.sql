-- The fact log: one record is one firing. A record of many facts has several parts, each of whole lines.
create table fact_record (
    position bigint not null,
    part integer not null,
    kind varchar(8) not null,
    received_at timestamp(6) with time zone not null,
    payload varchar(1000000) not null,
    primary key (position, part)
);
create index fact_record_received on fact_record (received_at);

-- The ids used within 24 hours; id_key is a digest of service and id.
create table fact_id (
    id_key varchar(32) not null primary key,
    received_at timestamp(6) with time zone not null
);
create index fact_id_received on fact_id (received_at);
