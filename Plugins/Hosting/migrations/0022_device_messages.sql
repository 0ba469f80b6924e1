-- Why a device did or did not do what it was told, besides the English words: a code and its figures as JSON, for every language.
ALTER TABLE operation_miners ADD COLUMN code text NOT NULL DEFAULT '', ADD COLUMN figures text NOT NULL DEFAULT '{}';
ALTER TABLE curtailment_plan_miners ADD COLUMN code text NOT NULL DEFAULT '', ADD COLUMN figures text NOT NULL DEFAULT '{}';
ALTER TABLE sleepless_miners ADD COLUMN code text NOT NULL DEFAULT '', ADD COLUMN figures text NOT NULL DEFAULT '{}';
