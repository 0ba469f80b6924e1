SELECT f.known_until, f.made_at, f.days_known, f.p, f.d, f.q, f.is_random_walk, f.log_likelihood, f.bic, f.walk_bic, f.explanation
FROM forecasts f
WHERE f.tenant_id = (SELECT app.current_tenant()) AND f.series = $1::text
