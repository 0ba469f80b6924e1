-- The statements of plugins that read tables of others, by version: a plugin that changes its tables is held against them. Written by the
-- host alone, when it brings a schema up to its bundle.
CREATE TABLE app.plugin_statements (
    plugin  text NOT NULL,
    digest  text NOT NULL,
    version text NOT NULL,
    name    text NOT NULL,
    sql     text NOT NULL,
    PRIMARY KEY (plugin, digest, name)
);
