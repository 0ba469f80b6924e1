-- Whose copy an invoice by hand will be: the public id of the client that the contract named when the draft was made, empty for none. Null in
-- what was made before, and where a metering names the client.
ALTER TABLE invoices ADD COLUMN client_tenant text CHECK (length(client_tenant) <= 63);
