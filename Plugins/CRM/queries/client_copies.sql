-- The client's own copies of what this transaction has issued. What was metered is the metered client's, whoever the contract names by now.
INSERT INTO client_invoices (
    tenant_id, id, provider, kind, number, issued_at, due_on, credits_id, credits_number, client, currency, total, document, digest)
SELECT tn.tenant_id, i.id, own.name, i.kind, i.number, i.issued_at, i.due_on, i.credits_id, o.number, i.client, i.currency, i.total,
    i.document, i.digest
FROM invoices i
JOIN contracts k ON k.tenant_id = i.tenant_id AND k.id = i.contract_id
JOIN app.tenant_names own ON own.tenant_id = i.tenant_id
LEFT JOIN invoices o ON o.tenant_id = i.tenant_id AND o.id = i.credits_id
LEFT JOIN meterings me ON me.tenant_id = i.tenant_id AND me.id = coalesce(i.metering_id, o.metering_id)
JOIN app.tenant_names tn
    ON tn.tenant_id <> i.tenant_id AND (tn.tenant_id = me.client_tenant_id OR (me.id IS NULL AND tn.id = k.client_tenant))
WHERE i.tenant_id = app.current_tenant() AND i.number IS NOT NULL AND i.issued_at = now()
ON CONFLICT (tenant_id, id) DO NOTHING
