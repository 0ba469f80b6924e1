-- From when until when a site or a miner is worked on. Exactly one of the two is named, and the row is of its tenant: whoever has miners
-- in a site sees the site's windows as it sees the site.
CREATE TABLE maintenance_windows (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    id         bigint NOT NULL DEFAULT app.new_id(),
    site_id    bigint,
    miner_id   bigint,
    from_at    timestamptz NOT NULL,
    until_at   timestamptz NOT NULL,
    reason     text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    author     text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CHECK (until_at > from_at),
    CHECK ((site_id IS NULL) <> (miner_id IS NULL)),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maintenance_windows_by_end ON maintenance_windows (tenant_id, until_at);
CREATE INDEX maintenance_windows_by_site ON maintenance_windows (tenant_id, site_id);
CREATE INDEX maintenance_windows_by_miner ON maintenance_windows (tenant_id, miner_id);
