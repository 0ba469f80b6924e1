CREATE TABLE things (
    tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
