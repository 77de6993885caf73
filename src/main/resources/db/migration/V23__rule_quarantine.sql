-- Rules that failed, by a hash of stage, id and text: another text of a rule is another rule.
create table rule_quarantine (
    hash           varchar(64)                 not null primary key,
    stage          varchar(16)                 not null,
    rule_id        text                        not null,
    release_number integer                     not null,
    reason         text                        not null,
    since          timestamp(6) with time zone not null
);
