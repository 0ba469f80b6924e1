-- Waits until nobody else makes a rule of the tenant, and keeps others from it until the transaction ends. In a statement of its own before the
-- one that counts: what a statement sees is decided when it begins.
INSERT INTO rule_turns (taken_at) VALUES (now())
ON CONFLICT (tenant_id) DO UPDATE SET taken_at = excluded.taken_at
