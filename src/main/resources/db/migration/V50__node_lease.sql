-- Each server that works on recoveries renews its lease; the jobs of a server whose lease lapsed are unlocked.
create table node_lease (
    life varchar(64) not null primary key,
    node varchar(64) not null,
    expires_at timestamp(6) with time zone not null
);
