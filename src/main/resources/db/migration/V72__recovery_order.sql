-- One row for each recovery that has not ended. One that waits for its turn is a suspended process instance.
create table recovery_place (
    recovery varchar(64) not null primary key,
    incident varchar(36),
    process varchar(255) not null,
    service varchar(255),
    priority varchar(5) not null,
    waiting boolean not null,
    with_person boolean not null,
    since timestamp(6) with time zone not null
);
create index recovery_place_state on recovery_place (waiting, with_person);
create index recovery_place_incident on recovery_place (incident);

-- Its one row is locked while places are counted and given.
create table recovery_turn (id integer not null primary key);
insert into recovery_turn (id) values (1);

-- Whether it waits for its turn.
alter table incident_recovery add column waiting boolean default false not null;
