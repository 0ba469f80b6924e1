-- Secrets of plugins, sealed by the host (AES-256-GCM; see HostData/Secrets). The row of the tenant 0 holds for all tenants.
CREATE TABLE app.plugin_secrets (
    tenant_id bigint NOT NULL REFERENCES app.tenants (key),
    plugin    text NOT NULL CHECK (plugin ~ '^[a-z][a-z0-9_]{1,30}$'),
    name      text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_]{0,47}$'),
    key_id    text NOT NULL CHECK (key_id ~ '^[0-9a-f]{16}$'),
    sealed    bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 38 AND 16421),
    set_at    timestamptz NOT NULL DEFAULT now(),
    set_by    text NOT NULL,
    PRIMARY KEY (tenant_id, plugin, name)
);

-- Binds the host's own role too: a statement without a context finds nothing, one in a tenant's name that tenant's rows and those for all.
-- A provider does not see its clients' secrets. In the operator's name (0) the host lists, seals anew and purges.
ALTER TABLE app.plugin_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.plugin_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.plugin_secrets
    USING (tenant_id = (SELECT app.current_tenant()) OR (SELECT app.current_tenant()) = 0)
    WITH CHECK (tenant_id = (SELECT app.current_tenant()) OR (SELECT app.current_tenant()) = 0);
CREATE POLICY common ON app.plugin_secrets FOR SELECT
    USING (tenant_id = 0 AND (SELECT app.current_tenant()) IS NOT NULL);
