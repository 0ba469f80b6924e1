INSERT INTO forecasts (
    series, known_until, made_at, days_known, p, d, q, is_random_walk, log_likelihood, bic, walk_bic, explanation)
SELECT r.series, r.known_until, r.made_at, r.days_known, r.p, r.d, r.q, r.is_random_walk, r.log_likelihood, r.bic, r.walk_bic, r.explanation
FROM jsonb_to_recordset($1::jsonb) AS r (
    series text, known_until timestamptz, made_at timestamptz, days_known bigint, p bigint, d bigint, q bigint, is_random_walk boolean,
    log_likelihood float8, bic float8, walk_bic float8, explanation text)
ON CONFLICT (tenant_id, series) DO UPDATE SET
    known_until = excluded.known_until, made_at = excluded.made_at, days_known = excluded.days_known, p = excluded.p, d = excluded.d,
    q = excluded.q, is_random_walk = excluded.is_random_walk, log_likelihood = excluded.log_likelihood, bic = excluded.bic,
    walk_bic = excluded.walk_bic, explanation = excluded.explanation
