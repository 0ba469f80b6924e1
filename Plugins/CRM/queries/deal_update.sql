UPDATE deals SET
    title = coalesce($2::jsonb ->> 'title', deals.title),
    closes_on = CASE WHEN $2::jsonb ? 'closes_on' THEN ($2::jsonb ->> 'closes_on')::date ELSE deals.closes_on END,
    lead_id = coalesce(($2::jsonb ->> 'lead_id')::bigint, deals.lead_id),
    value = coalesce(($2::jsonb ->> 'value')::numeric, deals.value),
    currency = coalesce($2::jsonb ->> 'currency', deals.currency),
    updated_at = now()
WHERE deals.tenant_id = app.current_tenant() AND deals.id = $1::bigint
RETURNING id::text AS id, lead_id::text AS lead_id, title, value::text AS value, currency, stage, closes_on::text AS closes_on, created_at, updated_at
