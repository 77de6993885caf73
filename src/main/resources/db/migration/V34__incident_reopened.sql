alter table incident add column reopened boolean default false not null;
