-- What is a draft, and what was issued when: the issuing of a month and the clients' copies look for these alone.
CREATE INDEX invoices_by_issue ON invoices (tenant_id, issued_at);

ALTER TABLE contracts ADD CONSTRAINT contracts_end_after_start CHECK (ends_on >= starts_on);
