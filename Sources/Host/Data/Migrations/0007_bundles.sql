-- Bundles that were installed, so that every host of the installation has them. The digest is over the list of files, without the signature.
CREATE TABLE app.bundles (
    digest       text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
    plugin       text NOT NULL CHECK (plugin ~ '^[a-z][a-z0-9_]{1,30}$'),
    version      text NOT NULL CHECK (length(version) BETWEEN 5 AND 100),
    signed_by    text,
    key_id       text,
    signature    bytea CHECK (octet_length(signature) <= 1048576),
    size_bytes   bigint NOT NULL CHECK (size_bytes BETWEEN 0 AND 134217728),
    file_count   integer NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT now(),
    installed_by text NOT NULL,
    UNIQUE (plugin, version),
    UNIQUE (plugin, digest)
);

CREATE TABLE app.bundle_files (
    digest     text NOT NULL REFERENCES app.bundles (digest) ON DELETE CASCADE,
    path       text NOT NULL CHECK (length(path) BETWEEN 1 AND 1024),
    executable boolean NOT NULL,
    size_bytes bigint NOT NULL,
    sha256     text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (digest, path)
);

-- A file's bytes in parts of at most 4 MiB, in order from 0; an empty file has none.
CREATE TABLE app.bundle_parts (
    digest  text NOT NULL,
    path    text NOT NULL,
    part    integer NOT NULL CHECK (part >= 0),
    content bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 4194304),
    PRIMARY KEY (digest, path, part),
    FOREIGN KEY (digest, path) REFERENCES app.bundle_files (digest, path) ON DELETE CASCADE
);

-- The version of a plugin that serves. A plugin without a row is not served from here (its bundle may be named by tenants.yaml).
CREATE TABLE app.serving_bundles (
    plugin text PRIMARY KEY,
    digest text NOT NULL,
    since  timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (plugin, digest) REFERENCES app.bundles (plugin, digest)
);

-- Counts every change of the two, and tells every host at commit.
CREATE SEQUENCE app.bundles_generation CACHE 1;
CREATE FUNCTION app.bundles_changed() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    changed bigint := nextval('app.bundles_generation');
BEGIN
    PERFORM pg_notify('hashinsight_tenancy', 'bundles ' || changed);
    RETURN changed;
END $$;
