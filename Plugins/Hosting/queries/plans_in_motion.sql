-- What the schedule has to look at: plans that run, wait for their time or lost it.
SELECT p.id
FROM curtailment_plans p
WHERE p.tenant_id = (SELECT app.current_tenant())
    AND (p.state IN ('executing', 'executed', 'recovering')
        OR p.state = 'approved' AND (p.starts_at IS NULL OR p.starts_at <= now() + interval '1 minute')
        OR p.state = 'pending' AND p.starts_at IS NOT NULL AND p.starts_at + make_interval(secs => p.duration_seconds) <= now())
ORDER BY p.starts_at, p.id
LIMIT 200
