import PostgresClient

/// Every statement of the queue.
enum JobStatements {
    /// Serialises claims of all hosts, so that slots are counted right; a claim takes about a millisecond.
    static let claimLock = Statement("SELECT pg_advisory_xact_lock(5210577)")

    /// The queue survives a crash of the database by a fraction of a second less: a run may then run again, which retries do anyway.
    static let relaxCommit = Statement("SELECT set_config('synchronous_commit', 'off', true)")

    /// $1 host, $2 slots at most, $3 plugins that this host runs, or NULL for any. Tenants with work take turns by who waited longest; each free slot gets a batch. A host whose lease has
    /// ended gets nothing: a slot held under a lease that is gone would never be given back. Leaves runs alone whose plugin has a limit.
    /// Whether a tenant has work is asked tenant by tenant: EXISTS would be made a join that reads every run that waits.
    static let claim = Statement(
        """
        WITH RECURSIVE waiting AS (
            (SELECT tenant_key FROM app.job_runs WHERE host IS NULL AND NOT limited ORDER BY tenant_key LIMIT 1)
            UNION ALL
            SELECT (SELECT r.tenant_key FROM app.job_runs r WHERE r.host IS NULL AND NOT r.limited AND r.tenant_key > w.tenant_key
                ORDER BY r.tenant_key LIMIT 1)
            FROM waiting w WHERE w.tenant_key IS NOT NULL
        ), due AS (
            SELECT w.tenant_key FROM waiting w WHERE (
                SELECT true FROM app.job_runs r WHERE r.host IS NULL AND NOT r.limited AND r.tenant_key = w.tenant_key AND r.due_at <= now()
                    AND ($3::text[] IS NULL OR r.plugin = ANY ($3)) LIMIT 1)
        ), turn AS (
            SELECT s.tenant_key, s.number, s.batch FROM app.job_slots s JOIN due USING (tenant_key)
            WHERE s.host IS NULL AND EXISTS (SELECT 1 FROM app.job_hosts h WHERE h.id = $1 AND h.lease_until > clock_timestamp())
            ORDER BY s.last_turn_at, s.number, s.tenant_key LIMIT $2 FOR UPDATE OF s SKIP LOCKED
        ), share AS (
            SELECT tenant_key, count(*)::int AS slots, max(batch) AS batch, array_agg(number ORDER BY number) AS numbers FROM turn GROUP BY tenant_key
        ), picked AS (
            SELECT p.id, share.tenant_key, share.numbers[1 + ((p.position - 1) % share.slots)::int] AS slot
            FROM share, LATERAL (
                SELECT q.id, row_number() OVER () AS position FROM (
                    SELECT r.id FROM app.job_runs r
                    WHERE r.host IS NULL AND NOT r.limited AND r.tenant_key = share.tenant_key AND r.due_at <= now()
                        AND ($3::text[] IS NULL OR r.plugin = ANY ($3))
                    ORDER BY r.priority, r.due_at, r.id LIMIT share.slots * share.batch FOR UPDATE SKIP LOCKED) q) p
        ), held AS (
            UPDATE app.job_slots s SET host = $1, last_turn_at = clock_timestamp()
            FROM (SELECT DISTINCT tenant_key, slot FROM picked) h WHERE s.tenant_key = h.tenant_key AND s.number = h.slot
        )
        UPDATE app.job_runs r SET host = $1, slot = picked.slot, fence = nextval('app.job_fence'), attempt = r.attempt + 1, started_at = now()
        FROM picked WHERE r.id = picked.id
        RETURNING r.id, r.tenant_key, r.slot, r.plugin, r.job, r.arguments, r.attempt, r.max_attempts, r.backoff_ms, r.deadline_ms,
            (extract(epoch FROM r.due_at) * 1000000)::bigint AS due_micros, r.fence
        """)

    /// Comes before ``complete``, whose plan is kept for as long as the connection: made while the queue was short, it would compare every
    /// run with every completion once it is long.
    static let planByHash = Statement("SELECT set_config('enable_nestloop', 'off', true), set_config('enable_seqscan', 'off', true)")

    /// $1 host, $2 JSON array of {id, fence, state, rest_ms, summary, error}, $3 all their ids, $4 the ids of those that are to come again.
    /// What another host has claimed since is left alone. A run that is to come again ends when its cancellation was asked for; one that
    /// goes `back` was not tried. Runs are found by their ids alone: the index of what a host holds is full of what it has just done.
    static let complete = Statement(
        """
        WITH done AS MATERIALIZED (
            SELECT d.id, d.fence, d.rest_ms, d.summary, d.error,
                CASE WHEN d.state IN ('again', 'back') AND (SELECT r.cancel_asked FROM app.job_runs r WHERE r.id = d.id) THEN 'cancelled'
                    ELSE d.state END AS state
            FROM jsonb_to_recordset($2::jsonb) AS d(id bigint, fence bigint, state text, rest_ms bigint, summary text, error text)
        ), again AS (
            UPDATE app.job_runs r SET host = NULL, slot = NULL, progress = NULL, due_at = now() + d.rest_ms * interval '1 millisecond',
                attempt = r.attempt - (d.state = 'back')::int
            FROM done d WHERE r.id = ANY ($4::bigint[]) AND r.id = d.id AND r.fence = d.fence AND r.host IS NOT DISTINCT FROM $1
                AND d.state IN ('again', 'back')
            RETURNING r.id
        ), gone AS (
            DELETE FROM app.job_runs r USING done d
            WHERE r.id = ANY ($3::bigint[]) AND r.id = d.id AND r.fence = d.fence AND r.host IS NOT DISTINCT FROM $1
                AND d.state NOT IN ('again', 'back')
            RETURNING r.id, r.tenant_key, r.plugin, r.job, r.arguments, r.priority, r.max_attempts, r.backoff_ms, r.deadline_ms, d.state, r.attempt,
                r.fence, r.host, r.due_at, r.started_at, d.summary, d.error
        ), kept AS (
            INSERT INTO app.job_history (run_id, tenant_key, plugin, job, arguments, priority, max_attempts, backoff_ms, deadline_ms, state, attempt,
                fence, host, due_at, started_at, summary, error)
            SELECT * FROM gone
        )
        SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM again)
        """)

    /// $1 host, $2 JSON array of {tenant, slot, batch}.
    static let release = Statement(
        """
        UPDATE app.job_slots s SET host = NULL, batch = d.batch
        FROM jsonb_to_recordset($2::jsonb) AS d(tenant bigint, slot int, batch int)
        WHERE s.tenant_key = d.tenant AND s.number = d.slot AND s.host = $1
        """)

    /// $1 host, $2 ids of the runs that it knows of. The others were not tried.
    static let giveBackRuns = Statement(
        """
        UPDATE app.job_runs r SET host = NULL, slot = NULL, progress = NULL, attempt = r.attempt - 1
        WHERE r.host = $1 AND NOT EXISTS (SELECT FROM unnest($2::bigint[]) AS known(id) WHERE known.id = r.id)
        """)

    /// $1 host, $2 and $3 tenants and numbers of the slots that it knows of.
    static let giveBackSlots = Statement(
        """
        UPDATE app.job_slots s SET host = NULL
        WHERE s.host = $1 AND NOT EXISTS (
            SELECT FROM unnest($2::bigint[], $3::bigint[]) AS known(tenant, slot) WHERE known.tenant = s.tenant_key AND known.slot = s.number)
        """)

    /// Comes before what fills the queue: limits are not changed meanwhile, so that no run goes in on the wrong side of one. Commits as
    /// ``relaxCommit`` does.
    static let beginFilling = Statement("SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock_shared(5210578)")

    /// $1 JSON array of runs.
    static let enqueue = Statement(
        """
        INSERT INTO app.job_runs (tenant_key, plugin, job, arguments, unique_key, priority, due_at, max_attempts, backoff_ms, deadline_ms, limited)
        SELECT tenant, plugin, job, arguments, unique_key, priority, now() + delay_ms * interval '1 millisecond', attempts, backoff_ms, deadline_ms,
            EXISTS (SELECT 1 FROM app.job_limits l WHERE l.tenant_key = d.tenant AND l.plugin = d.plugin)
        FROM jsonb_to_recordset($1::jsonb) AS d(tenant bigint, plugin text, job text, arguments text, unique_key text, priority smallint,
            delay_ms bigint, attempts int, backoff_ms int, deadline_ms int)
        ON CONFLICT (tenant_key, plugin, job, unique_key) WHERE unique_key IS NOT NULL DO NOTHING
        """)

    static let wake = Statement("SELECT pg_notify('hashinsight_jobs', $1)")

    /// $1 id, $2 name, $3 lease in milliseconds.
    static let register = Statement(
        "INSERT INTO app.job_hosts (id, name, lease_until) VALUES ($1, $2, now() + $3::bigint * interval '1 millisecond')")

    /// $1 host. Its runs whose end was asked for: tells even when the notice was lost.
    static let asked = Statement("SELECT id FROM app.job_runs WHERE host = $1 AND cancel_asked")

    /// $1 id, $2 lease in milliseconds. No row: the lease has ended, and what this host held may be another's by now.
    static let heartbeat = Statement(
        """
        UPDATE app.job_hosts SET lease_until = now() + $2::bigint * interval '1 millisecond'
        WHERE id = $1 AND lease_until > now() RETURNING id
        """)

    static let unregister = Statement("UPDATE app.job_hosts SET lease_until = now() WHERE id = $1")

    /// Takes slots and runs from hosts whose lease has ended, also from one that claimed while it was being found dead. A run that lost
    /// three hosts is dead: it may be what kills them. One whose cancellation was asked for does not begin again.
    static let rescue = Statement(
        """
        WITH lost AS MATERIALIZED (
            DELETE FROM app.job_hosts WHERE lease_until <= now() RETURNING id
        ), dead AS (
            SELECT held.host AS id FROM (
                SELECT host FROM app.job_slots WHERE host IS NOT NULL UNION SELECT host FROM app.job_runs WHERE host IS NOT NULL) held
            WHERE NOT EXISTS (SELECT 1 FROM app.job_hosts h WHERE h.id = held.host AND h.lease_until > now())
        ), slots AS (
            UPDATE app.job_slots s SET host = NULL FROM dead WHERE s.host = dead.id
        ), again AS (
            UPDATE app.job_runs r SET host = NULL, slot = NULL, progress = NULL, rescues = rescues + 1, attempt = attempt - 1, due_at = now()
            FROM dead WHERE r.host = dead.id AND r.rescues < 3 AND NOT r.cancel_asked RETURNING r.id
        ), gone AS (
            DELETE FROM app.job_runs r USING dead WHERE r.host = dead.id AND (r.rescues >= 3 OR r.cancel_asked) RETURNING r.*
        ), kept AS (
            INSERT INTO app.job_history (run_id, tenant_key, plugin, job, arguments, priority, max_attempts, backoff_ms, deadline_ms, state, attempt,
                fence, host, due_at, started_at, error)
            SELECT id, tenant_key, plugin, job, arguments, priority, max_attempts, backoff_ms, deadline_ms,
                CASE WHEN cancel_asked THEN 'cancelled' ELSE 'dead' END, attempt, fence, host, due_at, started_at,
                CASE WHEN cancel_asked THEN 'cancelled on request; its host was lost' ELSE 'its host was lost four times' END
            FROM gone
        )
        SELECT (SELECT count(*) FROM lost), (SELECT count(*) FROM again), (SELECT count(*) FROM gone WHERE NOT cancel_asked)
        """)

    /// One slot row for each slot of each served tenant; surplus ones go when they are free.
    static let syncSlots = Statement(
        """
        WITH gone AS (
            DELETE FROM app.job_slots s USING app.tenants t
            WHERE s.tenant_key = t.key AND s.host IS NULL AND (s.number > t.slots OR t.disabled_at IS NOT NULL)
        )
        INSERT INTO app.job_slots (tenant_key, number)
        SELECT t.key, n FROM app.tenants t, generate_series(1, t.slots) n WHERE t.disabled_at IS NULL
        ON CONFLICT DO NOTHING
        """)

    /// $1 JSON array of declarations. New ones are due at once, changed ones at their next time, others keep theirs.
    static let upsertSchedules = Statement(
        """
        INSERT INTO app.job_schedules AS s (tenant_key, plugin, job, every_ms, cron, time_zone, priority, max_attempts, backoff_ms, deadline_ms, next_at)
        SELECT tenant, plugin, job, every_ms, cron, time_zone, priority, attempts, backoff_ms, deadline_ms,
            CASE WHEN cron IS NULL THEN now() ELSE to_timestamp(next_ms / 1000.0) END
        FROM jsonb_to_recordset($1::jsonb) AS d(tenant bigint, plugin text, job text, every_ms bigint, cron text, time_zone text, priority smallint,
            attempts int, backoff_ms int, deadline_ms int, next_ms bigint)
        ON CONFLICT (tenant_key, plugin, job) DO UPDATE SET every_ms = EXCLUDED.every_ms, cron = EXCLUDED.cron, time_zone = EXCLUDED.time_zone,
            priority = EXCLUDED.priority, max_attempts = EXCLUDED.max_attempts, backoff_ms = EXCLUDED.backoff_ms, deadline_ms = EXCLUDED.deadline_ms,
            next_at = CASE WHEN s.every_ms IS DISTINCT FROM EXCLUDED.every_ms OR s.cron IS DISTINCT FROM EXCLUDED.cron OR s.time_zone <> EXCLUDED.time_zone
                THEN EXCLUDED.next_at ELSE s.next_at END
        """)

    /// $1 JSON array of {tenant, plugin, job} that stay, without job for all of an instance: schedules and waiting runs of others go.
    static let pruneSchedules = Statement(
        """
        WITH declared AS MATERIALIZED (
            SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(tenant bigint, plugin text, job text)
        ), gone AS (
            DELETE FROM app.job_schedules s WHERE NOT EXISTS (
                SELECT 1 FROM declared d WHERE d.tenant = s.tenant_key AND d.plugin = s.plugin AND coalesce(d.job, s.job) = s.job)
            RETURNING tenant_key, plugin, job
        )
        DELETE FROM app.job_runs r USING gone WHERE r.host IS NULL AND r.tenant_key = gone.tenant_key AND r.plugin = gone.plugin AND r.job = gone.job
        """)

    static let dueSchedules = Statement(
        """
        SELECT tenant_key, plugin, job, every_ms, cron, time_zone FROM app.job_schedules
        WHERE NOT paused AND next_at <= now() ORDER BY next_at LIMIT 1000 FOR UPDATE SKIP LOCKED
        """)

    /// $1 JSON array of {tenant, plugin, job, next_ms}: sets the next times and enqueues; a run that still waits or runs is not doubled.
    static let fireSchedules = Statement(
        """
        WITH fired AS (
            UPDATE app.job_schedules s SET next_at = to_timestamp(d.next_ms / 1000.0)
            FROM jsonb_to_recordset($1::jsonb) AS d(tenant bigint, plugin text, job text, next_ms bigint)
            WHERE s.tenant_key = d.tenant AND s.plugin = d.plugin AND s.job = d.job
            RETURNING s.*
        )
        INSERT INTO app.job_runs (tenant_key, plugin, job, unique_key, priority, max_attempts, backoff_ms, deadline_ms, limited)
        SELECT tenant_key, plugin, job, 'schedule', priority, max_attempts, backoff_ms, deadline_ms,
            EXISTS (SELECT 1 FROM app.job_limits l WHERE l.tenant_key = fired.tenant_key AND l.plugin = fired.plugin)
        FROM fired
        ON CONFLICT (tenant_key, plugin, job, unique_key) WHERE unique_key IS NOT NULL DO NOTHING
        """)

    /// $1 run id. Only one that still waits.
    static let cancelWaiting = Statement(
        """
        WITH gone AS (DELETE FROM app.job_runs WHERE id = $1 AND host IS NULL RETURNING *)
        INSERT INTO app.job_history (run_id, tenant_key, plugin, job, arguments, state, attempt, fence, due_at, error)
        SELECT id, tenant_key, plugin, job, arguments, 'cancelled', attempt, fence, due_at, 'cancelled before it began' FROM gone
        RETURNING run_id
        """)

    /// $1 run id: one under way is marked, for the host that holds it.
    static let askCancel = Statement("UPDATE app.job_runs SET cancel_asked = true WHERE id = $1 AND host IS NOT NULL")

    /// $1 run id: a dead or failed run goes back into the queue.
    static let redrive = Statement(
        """
        WITH last AS (
            DELETE FROM app.job_history WHERE run_id = $1 AND state IN ('dead', 'failed') RETURNING *
        )
        INSERT INTO app.job_runs (tenant_key, plugin, job, arguments, priority, max_attempts, backoff_ms, deadline_ms, limited)
        SELECT tenant_key, plugin, job, arguments, priority, max_attempts, backoff_ms, deadline_ms,
            EXISTS (SELECT 1 FROM app.job_limits l WHERE l.tenant_key = last.tenant_key AND l.plugin = last.plugin)
        FROM last RETURNING id
        """)

    /// $1 plugin, $2 job, $3 tenant, $4 paused.
    static let pause = Statement(
        """
        UPDATE app.job_schedules SET paused = $4
        WHERE plugin = $1 AND job = $2 AND tenant_key = (SELECT key FROM app.tenants WHERE id = $3)
        """)

    /// $1 host, $2 run, $3 fraction, $4 note.
    static let progress = Statement("UPDATE app.job_runs SET progress = $3, note = $4 WHERE id = $2 AND host = $1")

    /// $1 days to keep.
    static let prune = Statement("DELETE FROM app.job_history WHERE ended_at < now() - $1::int * interval '1 day'")
}
