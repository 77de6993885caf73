-- One row: who decides. A server that starts takes a new epoch; one with an older epoch commits nothing any more.
create table triage_owner (
    id integer primary key,
    epoch bigint not null,
    owner varchar(200) not null,
    since timestamp(6) with time zone not null
);
insert into triage_owner (id, epoch, owner, since) values (1, 0, 'nobody', timestamp with time zone '2000-01-01 00:00:00+00:00');
