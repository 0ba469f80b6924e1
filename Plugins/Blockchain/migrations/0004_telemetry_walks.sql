-- How far the walk over old days of telemetry has come. It looks at some of them in each run and begins anew behind the oldest, so that
-- days are found whenever they come to be: of a tenant that has telemetry notarized later, of a host that was off, rolled up late.
CREATE TABLE telemetry_walks (
    tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    -- The day that is looked at next, counted from today.
    days_back bigint NOT NULL CHECK (days_back > 0),
    PRIMARY KEY (tenant_id)
);
