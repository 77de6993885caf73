-- people who are logged in with a browser; id is a hash of the secret in their cookie, password one of their password's hash
create table login_session (
    id         char(64)     not null primary key,
    person     varchar(64)  not null,
    password   char(64)     not null,
    created_at timestamp(6) with time zone not null,
    used_at    timestamp(6) with time zone not null
);
create index login_session_person on login_session (person, created_at);
create index login_session_used_at on login_session (used_at);
