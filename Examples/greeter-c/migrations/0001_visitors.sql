CREATE TABLE visitors (
    tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);
