INSERT INTO ledgers (size, peaks) VALUES ($1::bigint, $2::bytea)
ON CONFLICT (tenant_id) DO UPDATE SET size = excluded.size, peaks = excluded.peaks
