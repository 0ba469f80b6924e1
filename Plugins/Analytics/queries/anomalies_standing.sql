-- The tenant's findings that are not over: a provider looks at its clients' miners itself.
SELECT a.id, CASE WHEN a.subject = 'site' AND a.rack IS NOT NULL THEN 'rack' ELSE a.subject END AS subject, a.subject_id, a.rack, a.site_id,
    a.kind, a.state, a.since, a.expected, a.missed
FROM anomalies a
WHERE a.tenant_id = (SELECT app.current_tenant()) AND a.state <> 'gone' AND a.id > $1::bigint
ORDER BY a.id
LIMIT $2::bigint
