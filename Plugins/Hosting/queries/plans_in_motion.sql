-- What the schedule has to look at: plans that run, wait for their time or lost it; $2 of them after $1.
SELECT p.id
FROM curtailment_plans p
WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.id > $1::bigint
    AND (p.state IN ('executing', 'executed', 'recovering')
        OR p.state = 'approved' AND (p.starts_at IS NULL OR p.starts_at <= now() + interval '1 minute')
        OR p.state = 'pending' AND p.starts_at IS NOT NULL AND p.starts_at + make_interval(secs => p.duration_seconds) <= now())
ORDER BY p.id
LIMIT $2::bigint
