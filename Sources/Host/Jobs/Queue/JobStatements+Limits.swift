import PostgresClient

/// Statements for plugins that may have fewer slots than their tenant.
extension JobStatements {
    /// As ``claim``, for a queue where some plugin has a limit. A run of such a plugin has a slot alone, so that nobody else's waits behind
    /// it; in the order of the tenant's runs it counts as much as a batch of the others.
    static let claimWithinLimits = Statement(
        """
        WITH RECURSIVE waiting AS (
            (SELECT tenant_key FROM app.job_runs WHERE host IS NULL AND NOT limited ORDER BY tenant_key LIMIT 1)
            UNION ALL
            SELECT (SELECT r.tenant_key FROM app.job_runs r WHERE r.host IS NULL AND NOT r.limited AND r.tenant_key > w.tenant_key
                ORDER BY r.tenant_key LIMIT 1)
            FROM waiting w WHERE w.tenant_key IS NOT NULL
        ), room AS MATERIALIZED (
            SELECT l.tenant_key, l.plugin, l.slots - (
                SELECT count(DISTINCT r.slot) FROM app.job_runs r
                WHERE r.host IS NOT NULL AND r.limited AND r.tenant_key = l.tenant_key AND r.plugin = l.plugin)::int AS slots
            FROM app.job_limits l WHERE $3::text[] IS NULL OR l.plugin = ANY ($3)
        ), roomy AS MATERIALIZED (
            SELECT room.tenant_key, room.plugin, room.slots FROM room WHERE room.slots > 0 AND EXISTS (
                SELECT 1 FROM app.job_runs r
                WHERE r.host IS NULL AND r.limited AND r.tenant_key = room.tenant_key AND r.plugin = room.plugin AND r.due_at <= now())
        ), due AS (
            SELECT w.tenant_key FROM waiting w WHERE (
                SELECT true FROM app.job_runs r WHERE r.host IS NULL AND NOT r.limited AND r.tenant_key = w.tenant_key AND r.due_at <= now()
                    AND ($3::text[] IS NULL OR r.plugin = ANY ($3)) LIMIT 1)
            UNION SELECT tenant_key FROM roomy
        ), turn AS (
            SELECT s.tenant_key, s.number, s.batch FROM app.job_slots s JOIN due USING (tenant_key)
            WHERE s.host IS NULL AND EXISTS (SELECT 1 FROM app.job_hosts h WHERE h.id = $1 AND h.lease_until > clock_timestamp())
            ORDER BY s.last_turn_at, s.number, s.tenant_key LIMIT $2 FOR UPDATE OF s SKIP LOCKED
        ), share AS (
            SELECT tenant_key, count(*)::int AS slots, max(batch) AS batch, array_agg(number ORDER BY number) AS numbers FROM turn GROUP BY tenant_key
        ), candidate AS (
            SELECT share.tenant_key, share.slots, share.batch, share.numbers, c.id, c.is_single,
                row_number() OVER (PARTITION BY share.tenant_key ORDER BY c.priority, c.due_at, c.id) AS place,
                row_number() OVER (PARTITION BY share.tenant_key, c.is_single ORDER BY c.priority, c.due_at, c.id) AS place_of_its_kind
            FROM share, LATERAL (
                SELECT batched.* FROM (
                    SELECT r.id, r.priority, r.due_at, false AS is_single FROM app.job_runs r
                    WHERE r.host IS NULL AND NOT r.limited AND r.tenant_key = share.tenant_key AND r.due_at <= now()
                        AND ($3::text[] IS NULL OR r.plugin = ANY ($3))
                    ORDER BY r.priority, r.due_at, r.id LIMIT share.slots * share.batch FOR UPDATE SKIP LOCKED) batched
                UNION ALL
                SELECT single.* FROM roomy, LATERAL (
                    SELECT r.id, r.priority, r.due_at, true AS is_single FROM app.job_runs r
                    WHERE r.host IS NULL AND r.limited AND r.tenant_key = roomy.tenant_key AND r.plugin = roomy.plugin AND r.due_at <= now()
                    ORDER BY r.priority, r.due_at, r.id LIMIT least(roomy.slots, share.slots) FOR UPDATE SKIP LOCKED) single
                WHERE roomy.tenant_key = share.tenant_key) c
        ), divided AS (
            SELECT candidate.*, (count(*) FILTER (WHERE is_single AND place <= slots) OVER (PARTITION BY tenant_key))::int AS singles FROM candidate
        ), picked AS (
            SELECT id, tenant_key,
                numbers[CASE WHEN is_single THEN place_of_its_kind ELSE singles + 1 + (place_of_its_kind - 1) % NULLIF(slots - singles, 0) END::int] AS slot
            FROM divided WHERE CASE WHEN is_single THEN place <= slots ELSE place_of_its_kind <= (slots - singles) * batch END
        ), held AS (
            UPDATE app.job_slots s SET host = $1, last_turn_at = clock_timestamp()
            FROM (SELECT DISTINCT tenant_key, slot FROM picked) h WHERE s.tenant_key = h.tenant_key AND s.number = h.slot
        )
        UPDATE app.job_runs r SET host = $1, slot = picked.slot, fence = nextval('app.job_fence'), attempt = r.attempt + 1, started_at = now()
        FROM picked WHERE r.id = picked.id
        RETURNING r.id, r.tenant_key, r.slot, r.plugin, r.job, r.arguments, r.attempt, r.max_attempts, r.backoff_ms, r.deadline_ms,
            (extract(epoch FROM r.due_at) * 1000000)::bigint AS due_micros, r.fence
        """)

    /// $1 plugins that this host runs, or NULL for any. Those that have all the slots that they may while more of their runs are due.
    static let heldBack = Statement(
        """
        SELECT l.tenant_key, l.plugin FROM app.job_limits l
        WHERE ($1::text[] IS NULL OR l.plugin = ANY ($1))
            AND EXISTS (
                SELECT 1 FROM app.job_runs r
                WHERE r.host IS NULL AND r.limited AND r.tenant_key = l.tenant_key AND r.plugin = l.plugin AND r.due_at <= now())
            AND l.slots <= (
                SELECT count(DISTINCT r.slot) FROM app.job_runs r
                WHERE r.host IS NOT NULL AND r.limited AND r.tenant_key = l.tenant_key AND r.plugin = l.plugin)
        """)

    /// Waits for what fills the queue now, and keeps the next one waiting; see ``beginFilling``.
    static let limitLock = Statement("SELECT pg_advisory_xact_lock(5210578)")

    /// $1 JSON array of {tenant, plugin, slots}, $2 JSON array of {tenant, plugin} that stay as they are. Returns whose limit came, changed or
    /// went, with whether there is one now.
    static let setLimits = Statement(
        """
        WITH wanted AS MATERIALIZED (
            SELECT d.tenant, d.plugin, d.slots FROM jsonb_to_recordset($1::jsonb) AS d(tenant bigint, plugin text, slots int)
            JOIN app.tenants t ON t.key = d.tenant
        ), other AS MATERIALIZED (
            SELECT d.tenant, d.plugin FROM jsonb_to_recordset($2::jsonb) AS d(tenant bigint, plugin text)
        ), gone AS (
            DELETE FROM app.job_limits l
            WHERE NOT EXISTS (SELECT 1 FROM wanted w WHERE w.tenant = l.tenant_key AND w.plugin = l.plugin)
                AND NOT EXISTS (SELECT 1 FROM other o WHERE o.tenant = l.tenant_key AND o.plugin = l.plugin)
            RETURNING l.tenant_key, l.plugin
        ), made AS (
            INSERT INTO app.job_limits AS l (tenant_key, plugin, slots) SELECT tenant, plugin, slots FROM wanted
            ON CONFLICT (tenant_key, plugin) DO UPDATE SET slots = EXCLUDED.slots WHERE l.slots <> EXCLUDED.slots
            RETURNING l.tenant_key, l.plugin
        )
        SELECT tenant_key, plugin, true FROM made UNION ALL SELECT tenant_key, plugin, false FROM gone
        """)

    /// $1 tenant, $2 plugin, $3 whether it has a limit now. Those under way count too.
    static let markLimited = Statement(
        "UPDATE app.job_runs SET limited = $3 WHERE tenant_key = $1 AND plugin = $2 AND limited <> $3")

    static let anyLimit = Statement("SELECT EXISTS (SELECT 1 FROM app.job_limits)")
}
