SELECT count(*) AS total
FROM contacts c
WHERE c.tenant_id = app.current_tenant() AND ($1::text IS NULL OR c.lead_id = $1::bigint)
    AND ($2::text IS NULL OR strpos(lower(concat_ws(' ', c.name, c.position, c.email, c.phone)), lower($2)) > 0)
