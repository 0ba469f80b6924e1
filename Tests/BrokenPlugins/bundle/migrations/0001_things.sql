CREATE TABLE things (
    tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    id bigint DEFAULT app.new_id(),
    name text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
