-- What each run of a host has counted of the two versions since a rollout began, so that few calls on each host are judged in sum. A host
-- that starts again begins a row of its own: what it had counted stays.
CREATE TABLE app.plugin_rollout_counts (
    plugin         text NOT NULL REFERENCES app.plugin_rollouts (plugin) ON DELETE CASCADE,
    -- Of one start of one host.
    run            text NOT NULL,
    rollout        bigint NOT NULL,
    host           text NOT NULL,
    newer_calls    bigint NOT NULL,
    newer_faults   bigint NOT NULL,
    newer_crashes  bigint NOT NULL,
    older_calls    bigint NOT NULL,
    older_faults   bigint NOT NULL,
    older_crashes  bigint NOT NULL,
    -- Of the older version, by this run of the host, before the rollout began.
    before_calls   bigint NOT NULL,
    before_faults  bigint NOT NULL,
    before_crashes bigint NOT NULL,
    at             timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (plugin, run)
);
