UPDATE activities SET
    kind = coalesce($2::jsonb ->> 'kind', activities.kind),
    text = coalesce($2::jsonb ->> 'text', activities.text),
    lead_id = coalesce(($2::jsonb ->> 'lead_id')::bigint, activities.lead_id),
    happened_at = coalesce(($2::jsonb ->> 'happened_at')::timestamptz, activities.happened_at)
WHERE activities.tenant_id = app.current_tenant() AND activities.id = $1::bigint
    AND activities.kind IN ('note', 'call', 'mail')
RETURNING id::text AS id, lead_id::text AS lead_id, kind, text, stage, author,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = activities.author) AS author_name, happened_at, created_at
