-- Who is served. Keys: provider number << 32 | client number, so that what a context may see is one closed range of keys.
CREATE TABLE app.tenants (
    key         bigint PRIMARY KEY CHECK (key >= 0),
    id          text NOT NULL UNIQUE CHECK (id ~ '^[a-z][a-z0-9-]{1,62}$'),
    kind        text NOT NULL CHECK (kind IN ('operator', 'provider', 'client')),
    parent_key  bigint REFERENCES app.tenants (key),
    name        text NOT NULL,
    slots       integer NOT NULL DEFAULT 2 CHECK (slots BETWEEN 1 AND 1000),
    created_at  timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz,
    CHECK ((kind = 'client') = (parent_key IS NOT NULL)),
    CHECK (kind <> 'client' OR (key >> 32 = parent_key >> 32 AND key & 4294967295 <> 0)),
    CHECK (kind <> 'provider' OR (key >> 32 <> 0 AND key & 4294967295 = 0)),
    CHECK (kind <> 'operator' OR key = 0)
);

-- The context of a statement. Unset or emptied settings give NULL, so that every policy fails closed.
CREATE FUNCTION app.current_tenant() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.tenant', true), '')::bigint $$;
CREATE FUNCTION app.sight_low() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.sight_low', true), '')::bigint $$;
CREATE FUNCTION app.sight_high() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.sight_high', true), '')::bigint $$;

-- Names of the tenants in sight, for plugins: a table of its own, because a view would have to run with its owner's rights.
CREATE TABLE app.tenant_names (
    tenant_id bigint PRIMARY KEY REFERENCES app.tenants (key) ON DELETE CASCADE,
    id        text NOT NULL,
    name      text NOT NULL
);
ALTER TABLE app.tenant_names ENABLE ROW LEVEL SECURITY;
CREATE POLICY sight ON app.tenant_names FOR SELECT
    USING (tenant_id BETWEEN (SELECT app.sight_low()) AND (SELECT app.sight_high()));

CREATE FUNCTION app.copy_tenant_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.tenant_names (tenant_id, id, name) VALUES (NEW.key, NEW.id, NEW.name)
    ON CONFLICT (tenant_id) DO UPDATE SET id = EXCLUDED.id, name = EXCLUDED.name;
    RETURN NEW;
END $$;
CREATE TRIGGER copy_tenant_name AFTER INSERT OR UPDATE OF id, name ON app.tenants
    FOR EACH ROW EXECUTE FUNCTION app.copy_tenant_name();
