-- Once; a finding that is over, or that somebody took note of, stays as it is.
UPDATE anomalies a SET state = 'acknowledged', acknowledged_at = $2::timestamptz, acknowledged_by = $3::text
WHERE a.tenant_id = (SELECT app.current_tenant()) AND a.id = $1::bigint AND a.state = 'open'
