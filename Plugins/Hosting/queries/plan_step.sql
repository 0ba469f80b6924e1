-- One step of a plan, whole or not at all: it counts only where the plan is still in the state and revision that it was thought out for.
-- $4 has what changes of the plan, $5 its miners, $6 what is told, $7 the sample; each JSON.
WITH guarded AS (
    UPDATE curtailment_plans SET
        revision = curtailment_plans.revision + 1,
        state = coalesce(c.state, curtailment_plans.state),
        target_power_reduction = coalesce(c.target_watts, curtailment_plans.target_power_reduction),
        starts_at = coalesce(c.starts_at, curtailment_plans.starts_at),
        duration_seconds = coalesce(c.duration_seconds, curtailment_plans.duration_seconds),
        is_emergency = coalesce(c.is_emergency, curtailment_plans.is_emergency),
        is_ended_by_member = coalesce(c.is_ended_by_member, curtailment_plans.is_ended_by_member),
        approved_by = coalesce(c.approved_by, curtailment_plans.approved_by),
        approved_at = coalesce(c.approved_at, curtailment_plans.approved_at),
        started_at = coalesce(c.started_at, curtailment_plans.started_at),
        executed_at = coalesce(c.executed_at, curtailment_plans.executed_at),
        recovering_at = coalesce(c.recovering_at, curtailment_plans.recovering_at),
        ended_at = coalesce(c.ended_at, curtailment_plans.ended_at),
        delivered_watts = coalesce(c.delivered_watts, curtailment_plans.delivered_watts),
        estimated_watts = coalesce(c.estimated_watts, curtailment_plans.estimated_watts),
        most_watts = coalesce(c.most_watts, curtailment_plans.most_watts),
        outcome = coalesce(c.outcome, curtailment_plans.outcome),
        message = coalesce(c.message, curtailment_plans.message),
        message_code = coalesce(c.message_code, curtailment_plans.message_code),
        message_values = coalesce(c.message_values, curtailment_plans.message_values),
        skipped = coalesce(c.skipped, curtailment_plans.skipped)
    FROM jsonb_to_record($4::jsonb) AS c (
        state text, target_watts float8, starts_at timestamptz, duration_seconds bigint, is_emergency boolean,
        is_ended_by_member boolean, approved_by text,
        approved_at timestamptz, started_at timestamptz, executed_at timestamptz, recovering_at timestamptz, ended_at timestamptz,
        delivered_watts float8, estimated_watts float8, most_watts float8, outcome text, message text, message_code text,
        message_values text, skipped text)
    WHERE curtailment_plans.tenant_id = app.current_tenant() AND curtailment_plans.id = $1::bigint
        AND curtailment_plans.revision = $2::bigint AND curtailment_plans.state = $3::text
    RETURNING curtailment_plans.id, curtailment_plans.revision
), changed AS (
    SELECT g.id AS plan_id, r.*
    FROM guarded g
    CROSS JOIN jsonb_to_recordset($5::jsonb) AS r (
        miner_id bigint, owner_key bigint, serial_number text, client text, baseline_watts float8, baseline_ths float8,
        is_replacement boolean, state text, due_at timestamptz, ordered_at timestamptz, attempts bigint, result text, detail text,
        code text, figures text, off_at timestamptz, on_at timestamptz, accounted_until timestamptz, curtailed_kwh float8, estimated_kwh float8,
        lost_th_hours float8)
), switched AS (
    INSERT INTO curtailment_plan_miners (
        plan_id, miner_id, owner_key, serial_number, client, baseline_watts, baseline_ths, is_replacement, state, due_at, ordered_at,
        attempts, result, detail, code, figures, off_at, on_at, accounted_until, curtailed_kwh, estimated_kwh, lost_th_hours)
    SELECT plan_id, miner_id, owner_key, serial_number, client, baseline_watts, baseline_ths, is_replacement, state, due_at, ordered_at,
        attempts, result, detail, code, figures, off_at, on_at, accounted_until, curtailed_kwh, estimated_kwh, lost_th_hours
    FROM changed
    ON CONFLICT (tenant_id, plan_id, miner_id) DO UPDATE SET
        state = excluded.state, due_at = excluded.due_at, ordered_at = excluded.ordered_at, attempts = excluded.attempts,
        result = excluded.result, detail = excluded.detail, code = excluded.code, figures = excluded.figures, off_at = excluded.off_at, on_at = excluded.on_at,
        accounted_until = excluded.accounted_until, curtailed_kwh = excluded.curtailed_kwh, estimated_kwh = excluded.estimated_kwh,
        lost_th_hours = excluded.lost_th_hours
), reduced AS (
    INSERT INTO curtailment_reductions (
        tenant_id, plan_tenant_id, plan_id, miner_id, from_at, until_at, baseline_watts, curtailed_kwh, estimated_kwh, lost_th_hours)
    -- A miner that woke by itself and slept again has a row for each time; its figures in the plan are of all of them.
    SELECT tn.tenant_id, app.current_tenant(), c.plan_id, c.miner_id, c.off_at, c.on_at, c.baseline_watts, c.curtailed_kwh - e.curtailed_kwh,
        c.estimated_kwh - e.estimated_kwh, c.lost_th_hours - e.lost_th_hours
    FROM changed c
    JOIN app.tenant_names tn ON tn.tenant_id = c.owner_key
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(r.curtailed_kwh), 0) AS curtailed_kwh, coalesce(sum(r.estimated_kwh), 0) AS estimated_kwh,
            coalesce(sum(r.lost_th_hours), 0) AS lost_th_hours
        FROM curtailment_reductions r
        WHERE r.tenant_id = tn.tenant_id AND r.plan_tenant_id = app.current_tenant() AND r.plan_id = c.plan_id AND r.miner_id = c.miner_id
            AND r.from_at < c.off_at
    ) e
    WHERE c.off_at IS NOT NULL
    ON CONFLICT (tenant_id, plan_id, miner_id, from_at) DO UPDATE SET
        until_at = excluded.until_at, curtailed_kwh = excluded.curtailed_kwh, estimated_kwh = excluded.estimated_kwh,
        lost_th_hours = excluded.lost_th_hours
), told AS (
    INSERT INTO curtailment_plan_events (plan_id, revision, line, happened_at, kind, from_state, to_state, member, detail, code, figures)
    SELECT g.id, g.revision, r.line, r.happened_at, r.kind, r.from_state, r.to_state, r.member, r.detail, r.code, r.figures
    FROM guarded g
    CROSS JOIN jsonb_to_recordset($6::jsonb) AS r (
        line bigint, happened_at timestamptz, kind text, from_state text, to_state text, member text, detail text, code text,
        figures text)
), sampled AS (
    INSERT INTO curtailment_samples (plan_id, recorded_at, target_watts, delivered_watts, estimated_watts, lost_ths, miners_off)
    SELECT g.id, r.recorded_at, r.target_watts, r.delivered_watts, r.estimated_watts, r.lost_ths, r.miners_off
    FROM guarded g
    CROSS JOIN jsonb_to_recordset($7::jsonb) AS r (
        recorded_at timestamptz, target_watts float8, delivered_watts float8, estimated_watts float8, lost_ths float8, miners_off bigint)
    ON CONFLICT (tenant_id, plan_id, recorded_at) DO NOTHING
)
SELECT g.revision FROM guarded g
