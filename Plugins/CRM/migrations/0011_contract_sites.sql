-- Whose machines a contract bills of a client's: those at one site of Hosting's, or without one all that no other contract names the site of.
ALTER TABLE contracts ADD COLUMN site_id bigint CHECK (site_id > 0);
-- Who has metered a client's machines in a time: a machine stands on one invoice of it.
CREATE INDEX meterings_by_client ON meterings (tenant_id, client_tenant_id, period_from);
