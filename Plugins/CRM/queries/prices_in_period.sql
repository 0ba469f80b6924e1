-- What power cost in a period, by every tariff.
SELECT p.tariff, p.currency, p.starts_on::text AS starts_on, p.ends_on::text AS ends_on, trim_scale(p.price_per_kwh)::text AS price_per_kwh,
    p.source
FROM power_prices p
WHERE p.tenant_id = app.current_tenant() AND p.starts_on <= $2::text::date AND p.ends_on >= $1::text::date
ORDER BY p.starts_on
