-- Which prices of a table hold on a day that has one, and on which first. $1: [{place, tariff, currency, starts_on, ends_on}].
SELECT r.place, d.day::text AS day
FROM jsonb_to_recordset($1::jsonb) AS r (place bigint, tariff text, currency text, starts_on date, ends_on date)
CROSS JOIN LATERAL (
    SELECT x.day FROM power_price_days x
    WHERE x.tenant_id = app.current_tenant() AND x.tariff = coalesce(r.tariff, '') AND x.currency = coalesce(r.currency, 'USD')
        AND x.day BETWEEN r.starts_on AND r.ends_on
    ORDER BY x.day LIMIT 1
) d
ORDER BY r.place
