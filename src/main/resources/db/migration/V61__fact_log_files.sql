-- The fact log is files of its own beside the database.
drop table fact_record;
drop table fact_id;
