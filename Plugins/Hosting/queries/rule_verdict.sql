UPDATE curtailment_rules SET evaluated_at = now(), verdict = $2::text, verdict_code = $3::text, verdict_values = $4::text
WHERE curtailment_rules.tenant_id = app.current_tenant() AND curtailment_rules.id = $1::bigint
