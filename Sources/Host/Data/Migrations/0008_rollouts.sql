-- The way of each plugin from one version to another: the last one begun, and how it ended. One row a plugin.
CREATE TABLE app.plugin_rollouts (
    plugin        text PRIMARY KEY CHECK (plugin ~ '^[a-z][a-z0-9_]{1,30}$'),
    -- Tells one rollout from the next; tenants are mixed anew in each.
    rollout       bigint NOT NULL CHECK (rollout > 0),
    -- Grows with every change of the row.
    revision      bigint NOT NULL,
    -- What was configured or installed as the plugin's bundle when the first rollout began: another one there overrules this row.
    base_digest   text NOT NULL,
    from_version  text NOT NULL,
    from_digest   text NOT NULL,
    to_version    text NOT NULL,
    to_digest     text NOT NULL,
    -- The share that runs the new version while it is running; all if both are NULL.
    percent       integer CHECK (percent BETWEEN 0 AND 100),
    tenants       text[],
    state         text NOT NULL CHECK (state IN ('running', 'done', 'rolled back', 'failed')),
    -- Migrations have run that the older version cannot live with.
    is_contracted boolean NOT NULL DEFAULT false,
    reason        text,
    started_at    timestamptz NOT NULL DEFAULT now(),
    started_by    text NOT NULL,
    changed_at    timestamptz NOT NULL DEFAULT now(),
    changed_by    text NOT NULL,
    CHECK (percent IS NULL OR tenants IS NULL)
);

-- How far each host has followed, for whoever waits and for the operator's list.
CREATE TABLE app.plugin_rollout_hosts (
    plugin   text NOT NULL REFERENCES app.plugin_rollouts (plugin) ON DELETE CASCADE,
    host     text NOT NULL,
    revision bigint NOT NULL,
    -- Instances of the new version and of the old, and those that are not there yet.
    newer    integer NOT NULL,
    older    integer NOT NULL,
    waiting  integer NOT NULL,
    note     text,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (plugin, host)
);

CREATE SEQUENCE app.rollout_revision;

-- Tells every host at commit.
CREATE FUNCTION app.rollout_changed(revision bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('hashinsight_tenancy', 'rollouts ' || revision)
$$;
