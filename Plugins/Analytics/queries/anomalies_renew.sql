-- Those that the look found again have its figures; those that it missed keep theirs.
UPDATE anomalies a SET
    state = r.state, until = coalesce(r.until, a.until), missed = r.missed, score = coalesce(r.score, a.score),
    observed = coalesce(r.observed, a.observed), neighbours = coalesce(r.neighbours, a.neighbours), rack = coalesce(r.rack, a.rack),
    model = coalesce(r.model, a.model), miners = coalesce(r.miners, a.miners), detail = coalesce(r.detail, a.detail),
    explanation = coalesce(r.explanation, a.explanation)
FROM jsonb_to_recordset($1::jsonb) AS r (
    id bigint, state text, until timestamptz, missed bigint, score float8, observed float8, neighbours float8, rack text, model float8,
    miners bigint, detail text, explanation text)
WHERE a.tenant_id = (SELECT app.current_tenant()) AND a.id = r.id AND (r.state <> 'acknowledged' OR a.state <> 'gone')
