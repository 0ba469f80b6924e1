SELECT count(*) AS total
FROM leads l
WHERE l.tenant_id = app.current_tenant() AND ($1::text IS NULL OR l.stage = $1)
    AND ($2::text IS NULL OR strpos(lower(concat_ws(' ', l.name, l.company, l.email, l.phone, l.source)), lower($2)) > 0)
