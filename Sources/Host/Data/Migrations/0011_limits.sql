-- How many of its tenant's slots one plugin may have at once. No row: as many as the tenant has. Written by the hosts as the quotas say.
CREATE TABLE app.job_limits (
    tenant_key bigint NOT NULL REFERENCES app.tenants (key) ON DELETE CASCADE,
    plugin     text NOT NULL,
    slots      integer NOT NULL CHECK (slots > 0),
    PRIMARY KEY (tenant_key, plugin)
);

-- Runs of plugins with such a limit wait in an index of their own: a claim of all others never passes them by one by one.
ALTER TABLE app.job_runs ADD COLUMN limited boolean NOT NULL DEFAULT false;
DROP INDEX app.job_runs_ready;
CREATE INDEX job_runs_ready ON app.job_runs (tenant_key, priority, due_at, id) WHERE host IS NULL AND NOT limited;
CREATE INDEX job_runs_limited ON app.job_runs (tenant_key, plugin, priority, due_at, id) WHERE host IS NULL AND limited;
CREATE INDEX job_runs_limited_held ON app.job_runs (tenant_key, plugin) WHERE host IS NOT NULL AND limited;

-- Instances that were moved from the host's process to a worker because they broke the contract there; until they are switched off, or run
-- another version than the one (by its digest) that did so.
CREATE TABLE app.plugin_demotions (
    tenant_id  bigint NOT NULL,
    plugin     text NOT NULL,
    version    text NOT NULL,
    reason     text NOT NULL,
    host       text NOT NULL,
    demoted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, plugin),
    FOREIGN KEY (tenant_id, plugin) REFERENCES app.plugin_instances (tenant_id, plugin) ON DELETE CASCADE
);
