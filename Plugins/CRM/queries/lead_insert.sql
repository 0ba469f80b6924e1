INSERT INTO leads (name, company, email, phone, source, note, stage)
SELECT r.name, coalesce(r.company, ''), coalesce(r.email, ''), coalesce(r.phone, ''), coalesce(r.source, ''), coalesce(r.note, ''), coalesce(r.stage, 'new')
FROM jsonb_to_recordset($1::jsonb) AS r (name text, company text, email text, phone text, source text, note text, stage text)
RETURNING id::text AS id, name, company, email, phone, source, note, stage, created_at, updated_at
