-- How far the curtailments that have ended are looked through, so that each is looked at once and not in every run again.
CREATE TABLE curtailment_walks (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    -- Whatever ended by then has its record, or ends later once more.
    ended_until timestamptz NOT NULL,
    PRIMARY KEY (tenant_id)
);
