-- One statement for the whole batch. A miner that did not answer keeps the figures of its last answer.
-- $2 has the details, a line for each row of $1: as text they pass unread, as part of $1 they cost more than all other columns.
INSERT INTO miner_states (
    miner_id, state, state_since, detail, observed_at, last_seen_at, hashrate_ths, rate_value, rate_unit, rate_window, power_watts,
    power_is_estimated, temperature_celsius, board_temperature_celsius, fan_rpm, accepted_shares, rejected_shares, stale_shares,
    hardware_errors, uptime_seconds, pool_url, pool_user, firmware, reported_model, modules, details, commands, hashed_at,
    fans_turned, fans_still)
SELECT
    r.miner_id, r.state, r.observed_at, r.detail, r.observed_at, CASE WHEN r.answered THEN r.observed_at END, r.hashrate_ths, r.rate_value,
    r.rate_unit, r.rate_window, r.power_watts, coalesce(r.power_is_estimated, false), r.temperature_celsius, r.board_temperature_celsius,
    r.fan_rpm, r.accepted_shares, r.rejected_shares, r.stale_shares, r.hardware_errors, r.uptime_seconds, r.pool_url, r.pool_user,
    r.firmware, r.reported_model, coalesce(r.modules, 1), d.details, r.commands,
    CASE WHEN r.rate_value > 0 THEN r.observed_at END, CASE WHEN m.status <> 'maintenance' THEN coalesce(r.fans_turned, 0) END,
    coalesce(r.fans_still, 0)
FROM jsonb_to_recordset($1::jsonb) AS r (
    line bigint, miner_id bigint, state text, detail text, observed_at timestamptz, answered boolean, hashrate_ths float8,
    rate_value float8,
    rate_unit text, rate_window text, power_watts float8, power_is_estimated boolean, temperature_celsius float8,
    board_temperature_celsius float8, fan_rpm float8, accepted_shares bigint, rejected_shares bigint, stale_shares bigint,
    hardware_errors bigint, uptime_seconds bigint, pool_url text, pool_user text, firmware text, reported_model text, modules bigint,
    commands text, fans_turned bigint, fans_still bigint)
LEFT JOIN string_to_table($2::text, E'\n', '') WITH ORDINALITY AS d (details, line) ON d.line = r.line
JOIN miners m ON m.tenant_id = (SELECT app.current_tenant()) AND m.id = r.miner_id
ON CONFLICT (tenant_id, miner_id) DO UPDATE SET
    state = excluded.state,
    state_since = CASE WHEN miner_states.state = excluded.state THEN miner_states.state_since ELSE excluded.state_since END,
    detail = excluded.detail,
    observed_at = excluded.observed_at,
    last_seen_at = coalesce(excluded.last_seen_at, miner_states.last_seen_at),
    hashrate_ths = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.hashrate_ths ELSE excluded.hashrate_ths END,
    rate_value = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.rate_value ELSE excluded.rate_value END,
    rate_unit = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.rate_unit ELSE excluded.rate_unit END,
    rate_window = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.rate_window ELSE excluded.rate_window END,
    power_watts = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.power_watts ELSE excluded.power_watts END,
    power_is_estimated = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.power_is_estimated ELSE excluded.power_is_estimated END,
    temperature_celsius = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.temperature_celsius ELSE excluded.temperature_celsius END,
    board_temperature_celsius =
        CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.board_temperature_celsius ELSE excluded.board_temperature_celsius END,
    fan_rpm = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.fan_rpm ELSE excluded.fan_rpm END,
    accepted_shares = coalesce(excluded.accepted_shares, miner_states.accepted_shares),
    rejected_shares = coalesce(excluded.rejected_shares, miner_states.rejected_shares),
    stale_shares = coalesce(excluded.stale_shares, miner_states.stale_shares),
    hardware_errors = coalesce(excluded.hardware_errors, miner_states.hardware_errors),
    uptime_seconds = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.uptime_seconds ELSE excluded.uptime_seconds END,
    pool_url = coalesce(excluded.pool_url, miner_states.pool_url),
    pool_user = coalesce(excluded.pool_user, miner_states.pool_user),
    firmware = coalesce(excluded.firmware, miner_states.firmware),
    reported_model = coalesce(excluded.reported_model, miner_states.reported_model),
    modules = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.modules ELSE excluded.modules END,
    details = coalesce(excluded.details, miner_states.details),
    commands = coalesce(excluded.commands, miner_states.commands),
    hashed_at = coalesce(excluded.hashed_at, miner_states.hashed_at),
    -- Null where it is in maintenance: fans may be taken out meanwhile.
    fans_turned = CASE WHEN excluded.reported_model <> miner_states.reported_model THEN excluded.fans_turned
        ELSE coalesce(miner_states.fans_turned, 0) | excluded.fans_turned END,
    fans_still = CASE WHEN excluded.last_seen_at IS NULL THEN miner_states.fans_still ELSE excluded.fans_still END
