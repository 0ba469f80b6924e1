-- Where a record's sealed bytes are pinned, so that they outlive the host.
ALTER TABLE records
    -- none: the tenant wants none, or the record was erased before it was handed over.
    ADD COLUMN pin_state text NOT NULL DEFAULT 'queued'
        CHECK (pin_state IN ('none', 'queued', 'pending', 'pinned', 'failed', 'removing', 'removed')),
    -- Content identifier of the sealed bytes, computed here.
    ADD COLUMN cid text CHECK (length(cid) BETWEEN 1 AND 100),
    -- [{"provider", "state", "problem"}]
    ADD COLUMN pins jsonb NOT NULL DEFAULT '[]',
    -- Why the host did not take it, for a person.
    ADD COLUMN pin_problem text,
    -- Whether the host is to be asked again.
    ADD COLUMN pin_open boolean NOT NULL DEFAULT true,
    ADD COLUMN pin_asked_at timestamptz;
CREATE INDEX records_pin_open ON records (tenant_id, pin_asked_at NULLS FIRST, id) WHERE pin_open;
