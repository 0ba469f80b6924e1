SELECT count(*) AS total
FROM invoices i
WHERE i.tenant_id = app.current_tenant() AND ($1::text IS NULL OR i.contract_id = $1::bigint)
    AND ($2::text IS NULL OR ($2 = 'issued') = (i.number IS NOT NULL))
    AND ($3::text IS NULL OR strpos(lower(i.client), lower($3)) > 0)
