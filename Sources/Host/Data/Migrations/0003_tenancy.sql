-- Numbers are given once and never again: row 0 counts providers, row n the clients of provider n.
CREATE TABLE app.tenant_numbers (
    provider_number integer PRIMARY KEY CHECK (provider_number >= 0),
    last_number     bigint NOT NULL CHECK (last_number BETWEEN 1 AND 2147483647)
);

-- One plugin for one tenant. Off keeps the row: data and settings stay until a purge.
CREATE TABLE app.plugin_instances (
    tenant_id  bigint NOT NULL REFERENCES app.tenants (key),
    plugin     text NOT NULL CHECK (plugin ~ '^[a-z][a-z0-9_]{1,30}$'),
    enabled    boolean NOT NULL,
    settings   json NOT NULL DEFAULT '{}',
    networks   cidr[] NOT NULL DEFAULT '{}',
    isolation  text CHECK (isolation IN ('host', 'worker')),
    version    bigint NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, plugin)
);

-- The file as it was applied last: the base of the three-way comparison.
CREATE TABLE app.applied_configuration (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    content    json NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    applied_by text NOT NULL
);

-- Counts every change of tenants, members or instances, so that a host can tell whether its snapshot is the newest.
CREATE TABLE app.tenancy_state (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    generation bigint NOT NULL
);
INSERT INTO app.tenancy_state (generation) VALUES (1);

CREATE FUNCTION app.tenancy_changed() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    UPDATE app.tenancy_state SET generation = generation + 1 RETURNING generation INTO changed;
    PERFORM pg_notify('hashinsight_tenancy', 'tenancy ' || changed);
    RETURN changed;
END $$;

-- Who did what, in a chain: hash(n) = SHA-256(hash(n - 1) || canonical(n)). The head row is the lock that keeps the order.
CREATE TABLE app.audit (
    sequence   bigint PRIMARY KEY,
    at         timestamptz NOT NULL,
    tenant_id  bigint,
    actor      text NOT NULL,
    action     text NOT NULL,
    subject    text NOT NULL,
    before     json,
    after      json,
    request_id text,
    address    text,
    hash       bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE INDEX audit_by_tenant ON app.audit (tenant_id, sequence);

CREATE TABLE app.audit_head (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    sequence  bigint NOT NULL,
    hash      bytea NOT NULL
);
INSERT INTO app.audit_head (sequence, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION app.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table %.% takes new rows only', TG_TABLE_SCHEMA, TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON app.audit
    FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();

-- A field with its length in bytes before it, so that no content can imitate the end of a field.
CREATE FUNCTION app.audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN value IS NULL THEN '-,' ELSE octet_length(convert_to(value, 'UTF8')) || ':' || value || ',' END
$$;

-- Call it last in a transaction: it holds the head row until the end.
CREATE FUNCTION app.append_audit(
    tenant bigint, actor text, action text, subject text, before json, after json, request_id text, address text
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    head  app.audit_head;
    moment timestamptz;
    chained bytea;
BEGIN
    SELECT * INTO STRICT head FROM app.audit_head FOR UPDATE;
    moment := date_trunc('microseconds', clock_timestamp());
    head.sequence := head.sequence + 1;
    chained := sha256(head.hash || convert_to(
        app.audit_field(head.sequence::text)
        || app.audit_field(to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || app.audit_field(tenant::text) || app.audit_field(actor) || app.audit_field(action) || app.audit_field(subject)
        || app.audit_field(before::text) || app.audit_field(after::text)
        || app.audit_field(request_id) || app.audit_field(address), 'UTF8'));
    INSERT INTO app.audit (sequence, at, tenant_id, actor, action, subject, before, after, request_id, address, hash)
        VALUES (head.sequence, moment, tenant, actor, action, subject, before, after, request_id, address, chained);
    UPDATE app.audit_head SET sequence = head.sequence, hash = chained;
    RETURN head.sequence;
END $$;
