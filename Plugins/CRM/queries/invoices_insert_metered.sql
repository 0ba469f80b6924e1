-- Drafts of metered invoices; a contract that has one for the period gets no other.
INSERT INTO invoices (contract_id, kind, client, currency, total, document, metering_id, period_from, period_to, period_key)
SELECT k.id, 'invoice', k.client, k.currency, r.total, r.document, r.metering_id, r.period_from, r.period_to,
    r.period_from::text || '/' || r.period_to::text
FROM jsonb_to_recordset($1::jsonb) AS r (contract_id bigint, metering_id bigint, total numeric, document text, period_from date, period_to date)
JOIN contracts k ON k.tenant_id = app.current_tenant() AND k.id = r.contract_id
ON CONFLICT (tenant_id, contract_id, period_key) DO NOTHING
RETURNING id::text AS id, contract_id::text AS contract_id, total::text AS total
