import Testing

/// Statements as plugins write them, with what they read and write.
struct GoodStatement: Sendable, CustomTestStringConvertible {
    let sql: String
    let reads: [String]
    let writes: [String]
    var testDescription: String { sql }

    static let all: [GoodStatement] = [
        GoodStatement(
            sql: """
                SELECT m.id::text, m.serial, mo.name AS model, s.name AS site, m.status::text, t.name AS tenant
                FROM miners m LEFT JOIN miner_models mo ON mo.id = m.model_id
                LEFT JOIN sites s ON s.tenant_id = m.site_tenant_id AND s.id = m.site_id
                JOIN app.tenant_names t ON t.tenant_id = m.tenant_id
                WHERE ($1::text IS NULL OR m.serial ILIKE '%' || $1 || '%') AND m.status = ANY ($2::miner_status[])
                ORDER BY m.tenant_id, m.id LIMIT $3 OFFSET $4
                """, reads: ["app.tenant_names", "p_hosting.miner_models", "p_hosting.miners", "p_hosting.sites"], writes: []),
        GoodStatement(
            sql: "SELECT count(*) FILTER (WHERE status = 'active'), coalesce(sum(power_watts), 0)::float8 FROM miners",
            reads: ["p_hosting.miners"], writes: []),
        GoodStatement(
            sql: """
                WITH latest AS (SELECT DISTINCT ON (miner_id) miner_id, hashrate_ths, recorded_at FROM telemetry
                WHERE recorded_at > now() - interval '10 minutes' ORDER BY miner_id, recorded_at DESC)
                SELECT date_trunc('hour', recorded_at) AS hour, avg(hashrate_ths), row_number() OVER (PARTITION BY miner_id ORDER BY recorded_at)
                FROM latest GROUP BY GROUPING SETS ((1), (miner_id, recorded_at)) HAVING count(*) > 0
                """, reads: ["p_hosting.telemetry"], writes: []),
        GoodStatement(
            sql: """
                SELECT b.at, r.hashrate_ths FROM generate_series($1::timestamptz, $2::timestamptz, interval '5 minutes') AS b (at)
                LEFT JOIN telemetry_5m r ON r.bucket = b.at AND r.miner_id = $3
                """, reads: ["p_hosting.telemetry_5m"], writes: []),
        GoodStatement(
            sql:
                "INSERT INTO miners (serial, model_id) VALUES ($1, $2) ON CONFLICT (tenant_id, serial) DO UPDATE SET model_id = EXCLUDED.model_id RETURNING id",
            reads: [], writes: ["p_hosting.miners"]),
        GoodStatement(
            sql: "INSERT INTO miners (tenant_id, serial) SELECT s.tenant_id, $1 || s.name FROM sites s", reads: ["p_hosting.sites"],
            writes: ["p_hosting.miners"]),
        GoodStatement(
            sql: "INSERT INTO miners (tenant_id, serial) VALUES (app.current_tenant(), $1), (DEFAULT, $2)", reads: [],
            writes: ["p_hosting.miners"]),
        GoodStatement(
            sql: "UPDATE miners SET status = 'retired', tags = tags || jsonb_build_object('by', $2::text) WHERE id = $1 RETURNING *",
            reads: [],
            writes: ["p_hosting.miners"]),
        GoodStatement(
            sql: "WITH gone AS (DELETE FROM sites WHERE id = $1 RETURNING *) SELECT count(*) FROM gone", reads: [],
            writes: ["p_hosting.sites"]),
        GoodStatement(
            sql: """
                MERGE INTO sites USING miners m ON sites.tenant_id = m.tenant_id AND sites.name = m.serial
                WHEN MATCHED THEN UPDATE SET name = lower(m.serial)
                WHEN NOT MATCHED THEN INSERT (tenant_id, name) VALUES (m.tenant_id, m.serial)
                """, reads: ["p_hosting.miners"], writes: ["p_hosting.sites"]),
        GoodStatement(sql: "SELECT id FROM miners WHERE id = $1 FOR UPDATE SKIP LOCKED", reads: ["p_hosting.miners"], writes: []),
        GoodStatement(sql: "SELECT name FROM p_crm.contracts WHERE name COLLATE \"C\" > $1", reads: ["p_crm.contracts"], writes: []),
        GoodStatement(
            sql:
                "SELECT x.a, CASE WHEN x.a > 1 THEN 'many' ELSE NULL END FROM jsonb_to_recordset($1::jsonb) AS x (a int, b text) WHERE x.b BETWEEN 'a' AND 'z'",
            reads: [], writes: []),
        GoodStatement(
            sql: """
                SELECT n, t, 'x'::char(3) FROM generate_series(-10, 10::bigint, 1) AS n
                CROSS JOIN generate_series('2025-01-01'::timestamptz, '2026-01-01', interval '5 minutes') AS t
                """, reads: [], writes: []),
    ]
}
