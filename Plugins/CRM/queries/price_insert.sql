WITH given AS (
    SELECT app.new_id() AS id, coalesce(r.tariff, '') AS tariff, r.starts_on, r.ends_on, r.price_per_kwh,
        coalesce(r.currency, 'USD') AS currency, coalesce(r.source, '') AS source
    FROM jsonb_to_recordset($1::jsonb) AS r (tariff text, starts_on date, ends_on date, price_per_kwh numeric, currency text, source text)
), days AS (
    INSERT INTO power_price_days (tariff, currency, day, price_id)
    SELECT g.tariff, g.currency, g.starts_on + n, g.id FROM given g CROSS JOIN LATERAL generate_series(0, g.ends_on - g.starts_on, 1) AS n
    RETURNING price_id
)
INSERT INTO power_prices (id, tariff, starts_on, ends_on, price_per_kwh, currency, source)
SELECT g.id, g.tariff, g.starts_on, g.ends_on, g.price_per_kwh, g.currency, g.source FROM given g
RETURNING id::text AS id, tariff, starts_on::text AS starts_on, ends_on::text AS ends_on, trim_scale(price_per_kwh)::text AS price_per_kwh,
    currency, source, created_at
