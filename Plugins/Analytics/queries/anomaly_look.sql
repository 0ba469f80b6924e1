-- Up to when there is telemetry of anything in sight, and up to when it was looked at.
SELECT (SELECT max(f.bucket) FROM p_hosting.fleet_1h f) AS newest,
    (SELECT min(f.bucket) FROM p_hosting.fleet_1h f) AS oldest,
    (SELECT l.looked_until FROM anomaly_looks l WHERE l.tenant_id = (SELECT app.current_tenant())) AS looked_until,
    (SELECT l.miners FROM anomaly_looks l WHERE l.tenant_id = (SELECT app.current_tenant())) AS miners
