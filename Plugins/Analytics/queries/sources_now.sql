SELECT s.source, s.breaker_state, s.failures, s.open_until, s.tokens, s.filled_at, s.succeeded_at, s.failed_at, s.last_failure
FROM market_sources s
WHERE s.tenant_id = (SELECT app.current_tenant())
ORDER BY s.source
