-- A second look at the same hour, such as of a host that was taken for lost, finds the same again: once is enough.
INSERT INTO anomalies (
    subject, subject_id, rack, site_id, kind, since, found_at, until, score, observed, expected, neighbours, model, miners, detail,
    explanation)
SELECT CASE r.subject WHEN 'rack' THEN 'site' ELSE r.subject END, r.subject_id, r.rack, r.site_id, r.kind, r.since, r.found_at, r.until,
    r.score, r.observed, r.expected, r.neighbours, r.model, r.miners, r.detail, r.explanation
FROM jsonb_to_recordset($1::jsonb) AS r (
    subject text, subject_id bigint, rack text, site_id bigint, kind text, since timestamptz, found_at timestamptz, until timestamptz,
    score float8, observed float8, expected float8, neighbours float8, model float8, miners bigint, detail text, explanation text)
ON CONFLICT (tenant_id, subject, subject_id, kind) WHERE state <> 'gone' DO NOTHING
