-- Whose turn it is to make a curtailment rule: two that count the rules at the same moment would both find room for one. Whoever makes one
-- writes this row first, and so looks after the one before is done.
CREATE TABLE rule_turns (
    tenant_id bigint PRIMARY KEY DEFAULT app.current_tenant(),
    taken_at  timestamptz NOT NULL DEFAULT now()
);
