SELECT count(*) AS total
FROM activities a
WHERE a.tenant_id = app.current_tenant() AND ($1::text IS NULL OR a.lead_id = $1::bigint)
    AND ($2::text IS NULL OR a.kind = $2)
