-- The client's own copies of what this transaction has issued, whoever the contract names by now. What was metered is the metered client's;
-- what was drafted by hand is the client's that the draft was made for. A draft of before that was kept is the contract's client's while it
-- has that one's name. A note goes to whoever holds the copy of what it takes back.
INSERT INTO client_invoices (
    tenant_id, id, provider, kind, number, issued_at, due_on, credits_id, credits_number, client, currency, total, document, digest)
SELECT tn.tenant_id, i.id, own.name, i.kind, i.number, i.issued_at, i.due_on, i.credits_id, o.number, i.client, i.currency, i.total,
    i.document, i.digest
FROM invoices i
JOIN app.tenant_names own ON own.tenant_id = i.tenant_id
LEFT JOIN LATERAL (
    SELECT x.number FROM invoices x WHERE x.tenant_id = i.tenant_id AND x.id = i.credits_id OFFSET 0
) o ON true
LEFT JOIN LATERAL (
    SELECT me.client_tenant_id FROM meterings me WHERE me.tenant_id = i.tenant_id AND me.id = i.metering_id OFFSET 0
) me ON true
LEFT JOIN LATERAL (
    SELECT k.client_tenant FROM contracts k WHERE k.tenant_id = i.tenant_id AND k.id = i.contract_id AND k.client = i.client OFFSET 0
) k ON true
JOIN app.tenant_names tn
    ON tn.tenant_id <> i.tenant_id
        AND CASE WHEN i.credits_id IS NOT NULL
            THEN EXISTS (SELECT FROM client_invoices h WHERE h.tenant_id = tn.tenant_id AND h.id = i.credits_id)
            WHEN me.client_tenant_id IS NOT NULL THEN tn.tenant_id = me.client_tenant_id
            ELSE tn.id = coalesce(i.client_tenant, k.client_tenant) END
WHERE i.tenant_id = app.current_tenant() AND i.number IS NOT NULL AND i.issued_at = now()
ON CONFLICT (tenant_id, id) DO NOTHING
