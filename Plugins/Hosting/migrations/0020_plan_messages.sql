-- What a plan's history and its message tell, besides the English words: a code and its figures as JSON, for every language.
ALTER TABLE curtailment_plans ADD COLUMN message_code text NOT NULL DEFAULT '', ADD COLUMN message_values text NOT NULL DEFAULT '{}';
ALTER TABLE curtailment_plan_events ADD COLUMN code text NOT NULL DEFAULT '', ADD COLUMN figures text NOT NULL DEFAULT '{}';
ALTER TABLE curtailment_deleted_plan_events ADD COLUMN code text NOT NULL DEFAULT '', ADD COLUMN figures text NOT NULL DEFAULT '{}';
