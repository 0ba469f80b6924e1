-- The client's own copies of what this transaction has issued. What was metered is the metered client's, whoever the contract names by now.
INSERT INTO client_invoices (
    tenant_id, id, provider, kind, number, issued_at, due_on, credits_id, credits_number, client, currency, total, document, digest)
SELECT tn.tenant_id, i.id, own.name, i.kind, i.number, i.issued_at, i.due_on, i.credits_id, o.number, i.client, i.currency, i.total,
    i.document, i.digest
FROM invoices i
JOIN app.tenant_names own ON own.tenant_id = i.tenant_id
LEFT JOIN LATERAL (
    SELECT x.number, x.metering_id FROM invoices x WHERE x.tenant_id = i.tenant_id AND x.id = i.credits_id OFFSET 0
) o ON true
LEFT JOIN LATERAL (
    SELECT me.client_tenant_id FROM meterings me
    WHERE me.tenant_id = i.tenant_id AND me.id = coalesce(i.metering_id, o.metering_id) OFFSET 0
) me ON true
CROSS JOIN LATERAL (
    SELECT k.client_tenant FROM contracts k WHERE k.tenant_id = i.tenant_id AND k.id = i.contract_id OFFSET 0
) k
JOIN app.tenant_names tn
    ON tn.tenant_id <> i.tenant_id
        AND (tn.tenant_id = me.client_tenant_id OR (me.client_tenant_id IS NULL AND tn.id = k.client_tenant))
WHERE i.tenant_id = app.current_tenant() AND i.number IS NOT NULL AND i.issued_at = now()
ON CONFLICT (tenant_id, id) DO NOTHING
