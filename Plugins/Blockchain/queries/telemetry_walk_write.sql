INSERT INTO telemetry_walks (days_back) VALUES ($1::bigint) ON CONFLICT (tenant_id) DO UPDATE SET days_back = excluded.days_back
