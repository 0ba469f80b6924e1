INSERT INTO counters (name, value) VALUES ($1, $2)
ON CONFLICT (tenant_id, name) DO UPDATE SET value = counters.value + excluded.value
RETURNING value
