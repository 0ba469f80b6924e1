SELECT max(c.opened_at) AS opened_at, count(*) AS days
FROM market_candles c
WHERE c.tenant_id = (SELECT app.current_tenant()) AND c.span_seconds = $1::bigint
