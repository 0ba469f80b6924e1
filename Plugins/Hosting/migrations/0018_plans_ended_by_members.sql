-- That somebody ended a rule's plan is known to the rule, so that it does not take it back at once.
ALTER TABLE curtailment_plans ADD COLUMN is_ended_by_member boolean NOT NULL DEFAULT false;
