INSERT INTO contacts (lead_id, name, position, email, phone)
SELECT r.lead_id, r.name, coalesce(r.position, ''), coalesce(r.email, ''), coalesce(r.phone, '')
FROM jsonb_to_recordset($1::jsonb) AS r (lead_id bigint, name text, position text, email text, phone text)
RETURNING id::text AS id, lead_id::text AS lead_id, name, position, email, phone, created_at
