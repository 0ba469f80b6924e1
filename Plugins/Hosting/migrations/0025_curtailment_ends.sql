-- What ended since somebody looked last: those who follow curtailments read few rows of a long history.
CREATE INDEX curtailment_reductions_ended ON curtailment_reductions (tenant_id, until_at);
