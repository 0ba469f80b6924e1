UPDATE contacts SET
    name = coalesce($2::jsonb ->> 'name', contacts.name),
    position = coalesce($2::jsonb ->> 'position', contacts.position),
    email = coalesce($2::jsonb ->> 'email', contacts.email),
    phone = coalesce($2::jsonb ->> 'phone', contacts.phone),
    lead_id = CASE WHEN $2::jsonb ? 'lead_id' THEN ($2::jsonb ->> 'lead_id')::bigint ELSE contacts.lead_id END
WHERE contacts.tenant_id = app.current_tenant() AND contacts.id = $1::bigint
RETURNING id::text AS id, lead_id::text AS lead_id, name, position, email, phone, created_at
