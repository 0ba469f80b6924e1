-- contract: true
-- An invoice may have several credit notes, each for a part of it. The version before knows of one, and must not meet two.
ALTER TABLE invoices DROP CONSTRAINT invoices_tenant_id_credits_id_key;
CREATE INDEX invoices_by_credit ON invoices (tenant_id, credits_id);
CREATE INDEX client_invoices_by_credit ON client_invoices (tenant_id, credits_id);
