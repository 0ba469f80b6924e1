-- After `rule_turn_take` in the same transaction, so that nobody else makes one between counting and writing.
INSERT INTO curtailment_rules (name, kind, site_id, terms, conditions, created_by)
SELECT $1::text, $2::text, $3::bigint, $4::text, $5::text, $6::text
WHERE ($3::bigint IS NULL OR EXISTS (SELECT FROM sites si WHERE si.tenant_id = (SELECT app.current_tenant()) AND si.id = $3::bigint))
    AND (SELECT count(*) FROM curtailment_rules r WHERE r.tenant_id = (SELECT app.current_tenant())) < $7::bigint
RETURNING id::text AS id, name, kind, is_enabled
