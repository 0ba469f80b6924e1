-- Hosts that run jobs. A host whose lease has ended is dead: whatever it held is taken from it.
CREATE TABLE app.job_hosts (
    id          uuid PRIMARY KEY,
    name        text NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz NOT NULL
);

-- A slot is the right to run one job at a time. Its `last_turn_at` puts the tenants in turn: who waited longest comes first.
CREATE TABLE app.job_slots (
    tenant_key   bigint NOT NULL REFERENCES app.tenants (key) ON DELETE CASCADE,
    number       integer NOT NULL,
    host         uuid,
    last_turn_at timestamptz NOT NULL DEFAULT '-infinity',
    batch        integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_key, number)
) WITH (fillfactor = 50);

-- Grows with every claim: a completion with an older fence than the run's is refused.
CREATE SEQUENCE app.job_fence CACHE 1;

-- Runs that wait (host is null) or are under way.
CREATE TABLE app.job_runs (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key   bigint NOT NULL REFERENCES app.tenants (key) ON DELETE CASCADE,
    plugin       text NOT NULL,
    job          text NOT NULL,
    arguments    text,
    unique_key   text,
    priority     smallint NOT NULL DEFAULT 0,
    due_at       timestamptz NOT NULL DEFAULT now(),
    attempt      integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 1,
    backoff_ms   integer NOT NULL DEFAULT 1000,
    deadline_ms  integer NOT NULL DEFAULT 60000,
    rescues      integer NOT NULL DEFAULT 0,
    host         uuid,
    slot         integer,
    fence        bigint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    progress     real,
    note         text
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX job_runs_ready ON app.job_runs (tenant_key, priority, due_at, id) WHERE host IS NULL;
CREATE INDEX job_runs_held ON app.job_runs (host) WHERE host IS NOT NULL;
CREATE UNIQUE INDEX job_runs_unique ON app.job_runs (tenant_key, plugin, job, unique_key) WHERE unique_key IS NOT NULL;

-- When declared jobs are due, one row for each enabled instance's job.
CREATE TABLE app.job_schedules (
    tenant_key   bigint NOT NULL REFERENCES app.tenants (key) ON DELETE CASCADE,
    plugin       text NOT NULL,
    job          text NOT NULL,
    every_ms     bigint,
    cron         text,
    time_zone    text NOT NULL DEFAULT 'UTC',
    priority     smallint NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 1,
    backoff_ms   integer NOT NULL DEFAULT 1000,
    deadline_ms  integer NOT NULL DEFAULT 60000,
    next_at      timestamptz NOT NULL,
    paused       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_key, plugin, job),
    CHECK ((every_ms IS NULL) <> (cron IS NULL))
);
CREATE INDEX job_schedules_due ON app.job_schedules (next_at) WHERE NOT paused;

-- What ran, and how it ended. `dead` runs have used up their attempts and can be driven again.
CREATE TABLE app.job_history (
    run_id      bigint NOT NULL,
    tenant_key  bigint NOT NULL REFERENCES app.tenants (key) ON DELETE CASCADE,
    plugin      text NOT NULL,
    job         text NOT NULL,
    arguments   text,
    priority    smallint NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 1,
    backoff_ms  integer NOT NULL DEFAULT 1000,
    deadline_ms integer NOT NULL DEFAULT 60000,
    state       text NOT NULL CHECK (state IN ('succeeded', 'failed', 'cancelled', 'dead')),
    attempt     integer NOT NULL,
    fence       bigint NOT NULL,
    host        uuid,
    due_at      timestamptz NOT NULL,
    started_at  timestamptz,
    ended_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    summary     text,
    error       text
);
CREATE INDEX job_history_recent ON app.job_history (tenant_key, ended_at DESC);
CREATE INDEX job_history_ended ON app.job_history (ended_at);
