-- What was told of each candle, newest first, with the last word on it where a correction changed what the rules say.
SELECT s.opened_at, s.told_at, s.close_usd, s.direction, s.score, s.rules::text AS rules, s.indicators::text AS indicators,
    c.told_at AS corrected_at, c.close_usd AS corrected_close_usd, c.direction AS corrected_direction, c.score AS corrected_score,
    c.rules::text AS corrected_rules, c.indicators::text AS corrected_indicators
FROM market_signals s
LEFT JOIN LATERAL (
    SELECT n.told_at, n.close_usd, n.direction, n.score, n.rules, n.indicators
    FROM market_signals n
    WHERE n.tenant_id = s.tenant_id AND n.series = s.series AND n.span_seconds = s.span_seconds AND n.opened_at = s.opened_at
        AND n.revision > 1
    ORDER BY n.revision DESC
    LIMIT 1
) c ON true
WHERE s.tenant_id = (SELECT app.current_tenant()) AND s.series = $1::text AND s.span_seconds = $2::bigint AND s.revision = 1
    AND s.opened_at >= $3::timestamptz AND s.opened_at < $4::timestamptz
ORDER BY s.opened_at DESC
LIMIT $5::bigint OFFSET $6::bigint
