-- Triage sees what was resolved lately, among any number of those that were resolved long ago.
create index incident_resolved on incident (status, resolved_at);
