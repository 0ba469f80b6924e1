-- What was issued and is not notarized yet: a provider's own invoices, and a client's copies of those that it was sent.
SELECT n.record_id, n.body FROM (
    SELECT 'INV-' || i.number AS record_id, i.issued_at, json_build_object('number', i.number, 'kind', i.kind, 'issued_at', i.issued_at,
        'client', i.client, 'currency', i.currency, 'total', i.total::text, 'document', i.document)::text AS body
    FROM p_crm.invoices i WHERE i.tenant_id = app.current_tenant() AND i.number IS NOT NULL
    UNION ALL
    SELECT 'RECEIVED-' || c.id, c.issued_at, json_build_object('number', c.number, 'kind', c.kind, 'issued_at', c.issued_at,
        'provider', c.provider, 'client', c.client, 'currency', c.currency, 'total', c.total::text, 'document', c.document)::text
    FROM p_crm.client_invoices c WHERE c.tenant_id = app.current_tenant()
) n
WHERE NOT EXISTS (SELECT FROM records r WHERE r.tenant_id = app.current_tenant() AND r.kind = 'invoice' AND r.record_id = n.record_id)
ORDER BY n.issued_at, n.record_id LIMIT $1::bigint
