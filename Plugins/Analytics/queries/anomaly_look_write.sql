INSERT INTO anomaly_looks (looked_until, looked_at, miners, hours_known)
VALUES ($1::timestamptz, $2::timestamptz, $3::bigint, $4::bigint)
ON CONFLICT (tenant_id) DO UPDATE SET
    looked_until = excluded.looked_until, looked_at = excluded.looked_at, miners = excluded.miners, hours_known = excluded.hours_known
