SELECT i.id::text AS id, i.kind, i.contract_id::text AS contract_id, i.credits_id::text AS credits_id, i.number, i.client, i.currency, i.total::text AS total,
    CASE WHEN i.number IS NULL THEN 'draft' ELSE 'issued' END AS status, i.issued_at, i.created_at, i.document,
    (SELECT o.number FROM invoices o WHERE o.tenant_id = i.tenant_id AND o.id = i.credits_id) AS credits_number,
    (SELECT o.id::text FROM invoices o WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id) AS credited_by
FROM invoices i WHERE i.tenant_id = app.current_tenant() AND i.id = $1::bigint
