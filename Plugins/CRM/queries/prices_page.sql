SELECT p.id::text AS id, p.tariff, p.starts_on::text AS starts_on, p.ends_on::text AS ends_on, trim_scale(p.price_per_kwh)::text AS price_per_kwh,
    p.currency, p.source, p.created_at
FROM power_prices p
WHERE p.tenant_id = app.current_tenant() AND ($1::text IS NULL OR p.tariff = $1)
ORDER BY p.starts_on DESC, p.tariff, p.currency, p.id
LIMIT $2::bigint OFFSET $3::bigint
