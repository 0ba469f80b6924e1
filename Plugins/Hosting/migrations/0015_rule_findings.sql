-- What the last look at a rule came to, besides the English words of `verdict`: its code and its figures as JSON, for every language.
ALTER TABLE curtailment_rules ADD COLUMN verdict_code text NOT NULL DEFAULT '', ADD COLUMN verdict_values text NOT NULL DEFAULT '{}';

-- Who is curtailed now, which alerts ask every minute: few rows of a long history.
CREATE INDEX curtailment_reductions_open ON curtailment_reductions (tenant_id, miner_id) WHERE until_at IS NULL;
