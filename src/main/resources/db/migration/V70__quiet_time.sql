-- Silences and maintenance windows, also those that are over. What it covers is JSON: an object of matchers, or a list of
-- services. The start and the end are those of the first occurrence; ended_at says that a person ended it for good.
create table quiet_time (
    id varchar(36) primary key,
    kind varchar(20) not null,
    covers text not null,
    reason varchar(2000) not null,
    starts_at timestamp(6) with time zone not null,
    ends_at timestamp(6) with time zone not null,
    recurrence varchar(500),
    time_zone varchar(100) not null,
    ended_at timestamp(6) with time zone,
    created_by varchar(200) not null,
    created_at timestamp(6) with time zone not null,
    changed_by varchar(200),
    changed_at timestamp(6) with time zone
);
