DELETE FROM power_prices WHERE power_prices.tenant_id = app.current_tenant() AND power_prices.id = $1::bigint
