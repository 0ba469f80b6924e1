INSERT INTO market_sources (source, breaker_state, failures, open_until, tokens, filled_at, succeeded_at, failed_at, last_failure)
SELECT r.source, r.breaker_state, r.failures, r.open_until, r.tokens, r.filled_at, r.succeeded_at, r.failed_at, r.last_failure
FROM jsonb_to_recordset($1::jsonb) AS r (
    source text, breaker_state text, failures bigint, open_until timestamptz, tokens float8, filled_at timestamptz,
    succeeded_at timestamptz, failed_at timestamptz, last_failure text)
ON CONFLICT (tenant_id, source) DO UPDATE SET
    breaker_state = excluded.breaker_state, failures = excluded.failures, open_until = excluded.open_until, tokens = excluded.tokens,
    filled_at = excluded.filled_at, succeeded_at = excluded.succeeded_at, failed_at = excluded.failed_at,
    last_failure = excluded.last_failure
