-- Who may sign in. A member belongs to one tenant; an address is a member once per host.
CREATE TABLE app.members (
    tenant_id           bigint NOT NULL REFERENCES app.tenants (key),
    id                  bigint GENERATED ALWAYS AS IDENTITY,
    email               text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    name                text,
    role                text NOT NULL DEFAULT 'user' CHECK (role IN ('guest', 'user', 'admin', 'owner')),
    password_hash       text CHECK (length(password_hash) <= 256),
    password_changed_at timestamptz,
    access_start        timestamptz,
    access_end          timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    last_login_at       timestamptz,
    disabled_at         timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK (access_start IS NULL OR access_end IS NULL OR access_start < access_end)
);
-- Read by the host alone, before the tenant is known.
CREATE UNIQUE INDEX members_by_email ON app.members (email);
CREATE UNIQUE INDEX members_by_id ON app.members (id);

-- Browser sessions. The token itself is never stored, so a stolen table opens no session.
CREATE TABLE app.sessions (
    tenant_id    bigint NOT NULL,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    member_id    bigint NOT NULL,
    token_digest bytea NOT NULL CHECK (octet_length(token_digest) = 32),
    csrf_nonce   bytea NOT NULL CHECK (octet_length(csrf_nonce) = 16),
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    address      text NOT NULL DEFAULT '',
    user_agent   text NOT NULL DEFAULT '' CHECK (length(user_agent) <= 512),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, member_id) REFERENCES app.members (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sessions_by_token ON app.sessions (token_digest);
CREATE INDEX sessions_by_member ON app.sessions (tenant_id, member_id);
CREATE INDEX sessions_by_expiry ON app.sessions (expires_at);

-- Failed sign-ins by address, whether or not it is a member's: a lock must not tell which addresses exist.
CREATE TABLE app.login_failures (
    email_digest    bytea PRIMARY KEY CHECK (octet_length(email_digest) = 32),
    failures        integer NOT NULL CHECK (failures > 0),
    last_failure_at timestamptz NOT NULL DEFAULT now(),
    locked_until    timestamptz NOT NULL DEFAULT '-infinity'
);
CREATE INDEX login_failures_by_age ON app.login_failures (last_failure_at);
