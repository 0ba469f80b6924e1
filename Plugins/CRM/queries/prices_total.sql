SELECT count(*) AS total FROM power_prices p WHERE p.tenant_id = app.current_tenant() AND ($1::text IS NULL OR p.tariff = $1)
