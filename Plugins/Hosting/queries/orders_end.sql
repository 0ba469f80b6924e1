UPDATE operation_miners SET state = 'ended', outcome = r.outcome, detail = left(r.detail, 500), code = r.code, figures = r.figures,
    changed_at = now()
FROM jsonb_to_recordset($1::jsonb) AS r (operation_id bigint, miner_id bigint, outcome text, detail text, code text, figures text)
WHERE operation_miners.tenant_id = (SELECT app.current_tenant()) AND operation_miners.operation_id = r.operation_id
    AND operation_miners.miner_id = r.miner_id AND operation_miners.state = 'sent'
