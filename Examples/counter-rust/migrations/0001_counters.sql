CREATE TABLE counters (
    tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    name text NOT NULL,
    value bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, name)
);
