SELECT b.id::text AS id, b.name, b.company, b.stage, b.updated_at, b.total, v.sums
FROM (
    SELECT l.tenant_id, l.id, l.name, l.company, l.stage, l.updated_at, count(*) OVER (PARTITION BY l.stage) AS total,
        row_number() OVER (PARTITION BY l.stage ORDER BY l.updated_at DESC, l.id) AS place
    FROM leads l
    WHERE l.tenant_id = app.current_tenant()
        AND ($1::text IS NULL OR strpos(lower(concat_ws(' ', l.name, l.company, l.email, l.phone, l.source)), lower($1)) > 0)
) b
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('value', c.value::text, 'currency', c.currency) ORDER BY c.currency) AS sums
    FROM (
        SELECT d.currency, sum(d.value) AS value FROM deals d
        WHERE d.tenant_id = b.tenant_id AND d.lead_id = b.id AND d.stage <> 'lost'
        GROUP BY d.currency
    ) c
) v ON true
WHERE b.place <= $2::bigint
ORDER BY b.updated_at DESC, b.id
