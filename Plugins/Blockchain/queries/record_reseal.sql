-- $2: the key that was read, $3: the same under the tenant's secret.
UPDATE records SET body_key = $3::bytea, key_sealed = true
WHERE tenant_id = app.current_tenant() AND id = $1::bigint AND NOT key_sealed AND body_key = $2::bytea
