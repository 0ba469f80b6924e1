-- What has been done in the schemas of plugins, by plugin. Written by the host alone; plugins' roles cannot read it.
CREATE TABLE app.plugin_migrations (
    plugin     text NOT NULL CHECK (plugin ~ '^[a-z][a-z0-9_]{1,30}$'),
    number     integer NOT NULL CHECK (number > 0),
    name       text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (plugin, number)
);

-- The state in which the host left a schema, so that a start can tell that nothing is to do and that nobody changed it since.
CREATE TABLE app.plugin_schemas (
    plugin       text PRIMARY KEY,
    version      text NOT NULL,
    plan_digest  text NOT NULL,
    policies     text NOT NULL,
    vetted       text,
    installed_at timestamptz NOT NULL DEFAULT now()
);

-- Tables of one plugin that another may read.
CREATE TABLE app.plugin_grants (
    plugin     text NOT NULL,
    on_plugin  text NOT NULL,
    table_name text NOT NULL,
    PRIMARY KEY (plugin, on_plugin, table_name)
);

-- Up to where a roll-up table is final: later buckets are made anew in each pass.
CREATE TABLE app.plugin_rollups (
    plugin       text NOT NULL,
    table_name   text NOT NULL,
    closed_until timestamptz NOT NULL,
    PRIMARY KEY (plugin, table_name)
);
