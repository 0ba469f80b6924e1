UPDATE leads SET
    name = coalesce($2::jsonb ->> 'name', leads.name),
    company = coalesce($2::jsonb ->> 'company', leads.company),
    email = coalesce($2::jsonb ->> 'email', leads.email),
    phone = coalesce($2::jsonb ->> 'phone', leads.phone),
    source = coalesce($2::jsonb ->> 'source', leads.source),
    note = coalesce($2::jsonb ->> 'note', leads.note),
    updated_at = now()
WHERE leads.tenant_id = app.current_tenant() AND leads.id = $1::bigint
RETURNING id::text AS id, name, company, email, phone, source, note, stage, created_at, updated_at
