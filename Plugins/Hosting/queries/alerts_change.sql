UPDATE alerts a SET opened_at = r.opened_at, notified_at = r.notified_at, resolved_at = r.resolved_at, is_settled = r.is_settled
FROM jsonb_to_recordset($1::jsonb) AS r (
    id bigint, opened_at timestamptz, notified_at timestamptz, resolved_at timestamptz, is_settled boolean)
WHERE a.tenant_id = (SELECT app.current_tenant()) AND a.id = r.id
