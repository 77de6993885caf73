-- What is old is found without reading the rest.
create index action_journal_started on action_journal (started_at);
create index repair_freeze_created on repair_freeze (created_at, id);
