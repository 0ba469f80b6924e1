-- What a plan was for one client: sums over its miners.
SELECT r.plan_id::text AS id, tn.id AS provider, tn.name AS provider_name, count(*) AS miners, min(r.from_at) AS from_at,
    CASE WHEN bool_and(r.until_at IS NOT NULL) THEN max(r.until_at) END AS until_at, sum(r.baseline_watts) AS baseline_watts,
    sum(r.curtailed_kwh) AS curtailed_kwh, sum(r.estimated_kwh) AS estimated_kwh, sum(r.lost_th_hours) AS lost_th_hours
FROM curtailment_reductions r
LEFT JOIN app.tenant_names tn ON tn.tenant_id = r.plan_tenant_id
WHERE r.tenant_id = (SELECT app.current_tenant())
GROUP BY r.plan_id, tn.id, tn.name
ORDER BY min(r.from_at) DESC, r.plan_id
LIMIT $1::bigint OFFSET $2::bigint
