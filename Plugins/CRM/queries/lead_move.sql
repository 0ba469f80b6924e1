-- Only from a stage that leads here; the move is part of the lead's history.
WITH moved AS (
    UPDATE leads SET stage = $2::text, updated_at = now()
    WHERE leads.tenant_id = app.current_tenant() AND leads.id = $1::bigint AND leads.stage = ANY (string_to_array($3::text, ','))
    RETURNING leads.id, leads.stage
)
INSERT INTO activities (lead_id, kind, stage, author)
SELECT m.id, 'lead_stage', m.stage, $4::text FROM moved m
RETURNING stage
