CREATE TABLE secrets (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
