-- Whether it has begun: one whose turn has come is woken in a transaction after that.
alter table recovery_place add column begun boolean default true not null;
create index recovery_place_begun on recovery_place (begun);
