INSERT INTO activities (lead_id, kind, text, author, happened_at)
SELECT r.lead_id, r.kind, r.text, $2::text, coalesce(r.happened_at, now())
FROM jsonb_to_recordset($1::jsonb) AS r (lead_id bigint, kind text, text text, happened_at timestamptz)
RETURNING id::text AS id, lead_id::text AS lead_id, kind, text, stage, author,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = activities.author) AS author_name, happened_at, created_at
