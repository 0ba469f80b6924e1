SELECT count(*) AS total
FROM contracts k
WHERE k.tenant_id = app.current_tenant() AND ($1::text IS NULL OR k.kind = $1)
    AND ($2::text IS NULL OR strpos(lower(k.client), lower($2)) > 0)
