-- What the operator let a plugin use, each time it was said anew. The newest row of a plugin counts, and those of the same version.
CREATE TABLE app.plugin_consents (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plugin   text NOT NULL CHECK (plugin ~ '^[a-z][a-z0-9_]{1,30}$'),
    version  text NOT NULL,
    items    json NOT NULL,
    given_by text NOT NULL,
    given_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX plugin_consents_by_plugin ON app.plugin_consents (plugin, id);

-- Limits of one instance in place of those of the plugin's entry and its manifest, by name.
ALTER TABLE app.plugin_instances ADD COLUMN quotas json NOT NULL DEFAULT '{}';

-- What each host last read of the use of quotas; rewritten every few seconds, worth nothing a minute later.
CREATE UNLOGGED TABLE app.plugin_usage (
    tenant_id   bigint NOT NULL,
    plugin      text NOT NULL,
    host        text NOT NULL,
    readings    json NOT NULL,
    measured_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, plugin, host)
);
