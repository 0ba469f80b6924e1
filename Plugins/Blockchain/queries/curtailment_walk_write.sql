INSERT INTO curtailment_walks (ended_until) VALUES ('epoch'::timestamptz + $1::bigint * interval '1 microsecond')
ON CONFLICT (tenant_id) DO UPDATE SET ended_until = excluded.ended_until
WHERE curtailment_walks.ended_until IS DISTINCT FROM excluded.ended_until
