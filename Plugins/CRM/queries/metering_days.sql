-- The billed kWh of each day, with what is estimated, of what this transaction has metered for some contracts. $1: their ids.
SELECT me.contract_id::text AS contract_id, string_agg(d.kwh::text, ',' ORDER BY d.place) AS day_kwh
FROM meterings me
CROSS JOIN LATERAL (
    SELECT u.place,
        sum(u.kwh + u.estimated_kwh + CASE WHEN me.untold_power = 'estimate' THEN coalesce(u.untold_kwh, 0) ELSE 0 END) AS kwh
    FROM (
        SELECT x.day_kwh, x.day_estimated_kwh, x.day_untold_kwh FROM metering_readings x
        WHERE x.tenant_id = me.tenant_id AND x.metering_id = me.id OFFSET 0
    ) r
    CROSS JOIN LATERAL unnest(r.day_kwh, r.day_estimated_kwh, r.day_untold_kwh)
        WITH ORDINALITY AS u (kwh, estimated_kwh, untold_kwh, place)
    GROUP BY u.place
) d
WHERE me.tenant_id = app.current_tenant() AND me.made_at = now()
    AND me.contract_id IN (SELECT x::bigint FROM jsonb_array_elements_text($1::jsonb) AS x)
GROUP BY me.contract_id
