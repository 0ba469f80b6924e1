-- Evidence that is to outlive the host: bytes that were encrypted before they came here, and where they are pinned.

-- Bytes of a tenant under a key of its plugin's choice; of the installation itself under 0. No reference to app.tenants: what a tenant that
-- is gone has left at a provider is still to be unpinned.
CREATE TABLE app.pins (
    tenant_id   bigint NOT NULL CHECK (tenant_id >= 0),
    key         text NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 200),
    -- Of version 1, computed before anybody else saw the bytes.
    cid         bytea NOT NULL CHECK (octet_length(cid) = 36),
    -- Gone once they are not wanted any more.
    content     bytea,
    bytes       bigint NOT NULL CHECK (bytes > 0),
    wanted      boolean NOT NULL DEFAULT true,
    asked_at    timestamptz NOT NULL DEFAULT now(),
    unwanted_at timestamptz,
    PRIMARY KEY (tenant_id, key),
    CHECK (wanted = (content IS NOT NULL) AND wanted = (unwanted_at IS NULL))
);
CREATE INDEX pins_by_cid ON app.pins (cid) WHERE wanted;

-- How it stands at one provider.
CREATE TABLE app.pin_places (
    tenant_id    bigint NOT NULL,
    key          text NOT NULL,
    provider     text NOT NULL CHECK (octet_length(provider) BETWEEN 1 AND 40),
    state        text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'pinning', 'pinned', 'parked', 'removed')),
    -- Whether there is something to do, and from when on.
    is_open      boolean NOT NULL DEFAULT true,
    next_at      timestamptz NOT NULL DEFAULT now(),
    -- Counted before the provider is asked: one that was begun may be there, whatever is noted.
    attempts     integer NOT NULL DEFAULT 0,
    -- The provider's own name for it.
    provider_id  text,
    problem      text,
    problem_code text,
    changed_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, key, provider),
    FOREIGN KEY (tenant_id, key) REFERENCES app.pins (tenant_id, key) ON DELETE CASCADE
);
CREATE INDEX pin_places_due ON app.pin_places (provider, next_at) WHERE is_open;
CREATE INDEX pin_places_troubled ON app.pin_places (provider) WHERE problem_code IS NOT NULL;

-- Bind the host's own role too: in a tenant's name its own, in the operator's (0) all, as those read them that do the work.
ALTER TABLE app.pins ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.pins FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.pins
    USING (tenant_id = (SELECT app.current_tenant()) OR (SELECT app.current_tenant()) = 0)
    WITH CHECK (tenant_id = (SELECT app.current_tenant()) OR (SELECT app.current_tenant()) = 0);
ALTER TABLE app.pin_places ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.pin_places FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.pin_places
    USING (tenant_id = (SELECT app.current_tenant()) OR (SELECT app.current_tenant()) = 0)
    WITH CHECK (tenant_id = (SELECT app.current_tenant()) OR (SELECT app.current_tenant()) = 0);

-- Who may ask a provider: one host at a time. The fence grows when another host takes over; what is stored in the name of an older one is
-- refused.
CREATE TABLE app.pin_providers (
    name         text PRIMARY KEY CHECK (octet_length(name) BETWEEN 1 AND 40),
    holder       uuid,
    host         text,
    fence        bigint NOT NULL DEFAULT 0,
    lease_until  timestamptz NOT NULL DEFAULT '-infinity',
    -- Left alone until then, and why.
    rests_until  timestamptz NOT NULL DEFAULT '-infinity',
    problem      text,
    problem_code text,
    -- Since an answer came that was none.
    failures     integer NOT NULL DEFAULT 0,
    last_good_at timestamptz,
    -- What was sent there in the month that begins then.
    month        date NOT NULL DEFAULT '-infinity',
    month_bytes  bigint NOT NULL DEFAULT 0
);
