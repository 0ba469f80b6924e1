DELETE FROM market_history_points p WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.recorded_at < $1::timestamptz
