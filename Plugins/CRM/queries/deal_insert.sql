INSERT INTO deals (lead_id, title, value, currency, closes_on)
SELECT r.lead_id, r.title, coalesce(r.value, 0), coalesce(r.currency, 'USD'), r.closes_on
FROM jsonb_to_recordset($1::jsonb) AS r (lead_id bigint, title text, value numeric, currency text, closes_on date)
RETURNING id::text AS id, lead_id::text AS lead_id, title, value::text AS value, currency, stage, closes_on::text AS closes_on, created_at, updated_at
