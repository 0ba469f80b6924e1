SELECT i.id::text AS id, i.kind, i.contract_id::text AS contract_id, i.credits_id::text AS credits_id, i.number, i.client, i.currency, i.total::text AS total,
    CASE WHEN i.number IS NULL THEN 'draft' ELSE 'issued' END AS status, i.issued_at, i.created_at
FROM invoices i
WHERE i.tenant_id = app.current_tenant() AND ($1::text IS NULL OR i.contract_id = $1::bigint)
    AND ($2::text IS NULL OR ($2 = 'issued') = (i.number IS NOT NULL))
    AND ($3::text IS NULL OR strpos(lower(i.client), lower($3)) > 0)
ORDER BY i.number DESC NULLS FIRST, i.created_at DESC, i.id
LIMIT $4::bigint OFFSET $5::bigint
