-- Waits until nobody else in sight gives miners addresses, and keeps others from it until the transaction ends. In a statement of its own
-- before those that look: what a statement sees is decided when it begins. In one order, so that no two wait for each other.
INSERT INTO address_turns (tenant_id)
SELECT tn.tenant_id FROM app.tenant_names tn
ORDER BY tn.tenant_id
ON CONFLICT (tenant_id) DO UPDATE SET taken_at = excluded.taken_at
