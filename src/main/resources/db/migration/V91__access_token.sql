-- what scripts log in with; of the token itself only a hash is kept
create table access_token (
    id         varchar(36)  not null primary key,
    hash       char(64)     not null unique,
    name       varchar(100) not null,
    owner      varchar(64)  not null,
    roles      varchar(255) not null,
    created_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone,
    used_at    timestamp(6) with time zone
);
create index access_token_owner on access_token (owner, created_at);
