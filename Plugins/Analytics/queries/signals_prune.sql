DELETE FROM market_signals s WHERE s.tenant_id = (SELECT app.current_tenant()) AND s.opened_at < $1::timestamptz
