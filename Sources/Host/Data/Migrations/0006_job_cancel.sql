-- Somebody asked for the end of a run under way. The notice may be lost; the host that holds the run finds this at its next heartbeat.
ALTER TABLE app.job_runs ADD COLUMN cancel_asked boolean NOT NULL DEFAULT false;
