DELETE FROM market_candles c WHERE c.tenant_id = (SELECT app.current_tenant()) AND c.opened_at < $1::timestamptz
