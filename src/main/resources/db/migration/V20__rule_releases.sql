create table rule_release (
    number       integer                     not null primary key,
    hash         varchar(64)                 not null,
    source       varchar(16)                 not null,
    author       varchar(255)                not null,
    message      text                        not null,
    published_at timestamp(6) with time zone not null
);

create table rule_release_file (
    release_number integer      not null references rule_release (number),
    path           varchar(500) not null,
    content        text         not null,
    primary key (release_number, path)
);

-- One row: which release is in force. It is moved by publishing and, by hand, by activating an earlier release.
create table rule_active_release (
    id             integer                     not null primary key check (id = 1),
    release_number integer                     not null references rule_release (number),
    activated_by   varchar(255)                not null,
    activated_at   timestamp(6) with time zone not null
);
