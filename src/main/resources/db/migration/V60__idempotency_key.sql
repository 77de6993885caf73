-- what a POST with an Idempotency-Key answered, so that its repetition does nothing and is answered the same
create table idempotency_key (
    id            char(64)      not null primary key,
    person        varchar(64)   not null,
    path          varchar(1024) not null,
    request_hash  char(64)      not null,
    created_at    timestamp(6) with time zone not null,
    status        integer,
    location      varchar(2048),
    content_type  varchar(255),
    body          text
);
create index idempotency_key_created_at on idempotency_key (created_at);
