-- Whose turn it is to give miners addresses: two that look at the same moment would both find an address free. Whoever gives one writes these
-- rows of all tenants in sight first, and so looks after the one before is done.
CREATE TABLE address_turns (
    tenant_id bigint PRIMARY KEY DEFAULT app.current_tenant(),
    taken_at  timestamptz NOT NULL DEFAULT now()
);
