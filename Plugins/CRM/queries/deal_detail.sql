SELECT d.id::text AS id, d.lead_id::text AS lead_id, d.title, d.value::text AS value, d.currency, d.stage, d.closes_on::text AS closes_on, d.created_at, d.updated_at, l.name AS lead
FROM deals d JOIN leads l ON l.tenant_id = d.tenant_id AND l.id = d.lead_id WHERE d.tenant_id = app.current_tenant() AND d.id = $1::bigint
