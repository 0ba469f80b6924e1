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

-- A version that tenants are being brought to, or from, stays installed. What nobody has any more needs no history.
CREATE FUNCTION app.keep_rolling_bundle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM app.plugin_rollouts
               WHERE plugin = OLD.plugin AND state = 'running' AND OLD.digest IN (from_digest, to_digest)) THEN
        RAISE EXCEPTION '% % is part of an upgrade that is under way; finish it or roll it back first', OLD.plugin, OLD.version
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER keep_rolling BEFORE DELETE ON app.bundles FOR EACH ROW EXECUTE FUNCTION app.keep_rolling_bundle();

CREATE FUNCTION app.forget_rollouts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM app.plugin_rollouts r WHERE NOT EXISTS (SELECT FROM app.bundles b WHERE b.plugin = r.plugin);
    RETURN NULL;
END $$;
CREATE TRIGGER forget_rollouts AFTER DELETE ON app.bundles FOR EACH STATEMENT EXECUTE FUNCTION app.forget_rollouts();
