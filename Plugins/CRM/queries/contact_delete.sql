DELETE FROM contacts WHERE contacts.tenant_id = app.current_tenant() AND contacts.id = $1::bigint
