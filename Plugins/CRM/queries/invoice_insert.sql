INSERT INTO invoices (contract_id, kind, client, client_tenant, currency, total, document)
SELECT k.id, 'invoice', k.client, $4::text, k.currency, $2::text::numeric, $3::text
FROM contracts k WHERE k.tenant_id = app.current_tenant() AND k.id = $1::bigint
RETURNING id::text AS id
