SELECT c.id::text AS id, c.lead_id::text AS lead_id, c.name, c.position, c.email, c.phone, c.created_at
FROM contacts c WHERE c.tenant_id = app.current_tenant() AND c.id = $1::bigint
