INSERT INTO alerts (
    rule_id, rule_name, kind, severity, threshold, miner_tenant_id, miner_id, serial_number, client, site, value, began_at, opened_at,
    notified_at)
SELECT r.rule_id, r.rule_name, r.kind, r.severity, r.threshold, r.miner_tenant_id, r.miner_id, r.serial_number, r.client, r.site, r.value,
    r.began_at, r.opened_at, r.notified_at
FROM jsonb_to_recordset($1::jsonb) AS r (
    rule_id bigint, rule_name text, kind text, severity text, threshold float8, miner_tenant_id bigint, miner_id bigint,
    serial_number text, client text, site text, value float8, began_at timestamptz, opened_at timestamptz, notified_at timestamptz)
ON CONFLICT (tenant_id, rule_id, miner_tenant_id, miner_id) WHERE resolved_at IS NULL DO NOTHING
