-- $1: id; of one that was erased meanwhile only its way out is written.
UPDATE records SET pin_state = $2::text, cid = coalesce($3::text, cid), pins = $4::jsonb, pin_problem = $5::text, pin_open = $6::boolean,
    pin_asked_at = now()
WHERE tenant_id = app.current_tenant() AND id = $1::bigint AND (erased_at IS NULL OR $2::text IN ('none', 'removing', 'removed'))
