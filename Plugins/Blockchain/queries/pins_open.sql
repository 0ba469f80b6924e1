-- Records whose pins are not where they should be, those first that were looked at longest ago; $1: whether the tenant wants pins.
SELECT id, pin_state, cid, pins::text AS pins, pin_problem
FROM records
WHERE tenant_id = app.current_tenant() AND pin_open AND ($1::boolean OR pin_state <> 'queued')
ORDER BY pin_asked_at NULLS FIRST, id LIMIT 50
