-- What is odd about the fleet in sight: findings, and what the looks remember of each miner between them.

CREATE TABLE anomalies (
    tenant_id       bigint NOT NULL DEFAULT app.current_tenant(),
    id              bigint GENERATED ALWAYS AS IDENTITY,
    subject         text NOT NULL CHECK (subject IN ('miner', 'site')),
    -- Of Hosting's miners or sites.
    subject_id      bigint NOT NULL,
    kind            text NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'acknowledged', 'gone')),
    since           timestamptz NOT NULL,
    found_at        timestamptz NOT NULL,
    -- The last look that still found it; when it was over for one that is gone.
    until           timestamptz NOT NULL,
    score           double precision NOT NULL,
    observed        double precision NOT NULL,
    expected        double precision NOT NULL,
    neighbours      double precision,
    model           double precision,
    miners          bigint NOT NULL DEFAULT 1,
    detail          text,
    explanation     text NOT NULL,
    -- Looks in a row that no longer found it.
    missed          bigint NOT NULL DEFAULT 0,
    acknowledged_at timestamptz,
    acknowledged_by text,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 70);
CREATE INDEX anomalies_by_time ON anomalies (tenant_id, since);
CREATE UNIQUE INDEX anomalies_once ON anomalies (tenant_id, subject, subject_id, kind) WHERE state <> 'gone';

-- Counters of shares at the last look, and where the miner usually works.
CREATE TABLE anomaly_counters (
    tenant_id       bigint NOT NULL DEFAULT app.current_tenant(),
    miner_id        bigint NOT NULL,
    accepted_shares bigint,
    rejected_shares bigint,
    usual_pool      text,
    PRIMARY KEY (tenant_id, miner_id)
) WITH (fillfactor = 70);

-- Up to when the fleet was looked at.
CREATE TABLE anomaly_looks (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    looked_until timestamptz NOT NULL,
    looked_at    timestamptz NOT NULL,
    miners       bigint NOT NULL,
    hours_known  bigint NOT NULL,
    PRIMARY KEY (tenant_id)
) WITH (fillfactor = 70);
