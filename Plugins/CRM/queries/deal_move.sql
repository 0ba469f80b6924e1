WITH moved AS (
    UPDATE deals SET stage = $2::text, updated_at = now()
    WHERE deals.tenant_id = app.current_tenant() AND deals.id = $1::bigint AND deals.stage = ANY (string_to_array($3::text, ','))
    RETURNING deals.lead_id, deals.title, deals.stage
)
INSERT INTO activities (lead_id, kind, text, stage, author)
SELECT m.lead_id, 'deal_stage', m.title, m.stage, $4::text FROM moved m
RETURNING stage
