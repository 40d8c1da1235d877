-- oldest-compatible-code: 1

-- Ledger and queue of background work: one row a job, from its enqueueing to the end of its retention.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    payload jsonb NOT NULL,
    priority smallint NOT NULL,
    -- At most one unfinished job a kind has this key.
    unique_key text COLLATE "C",
    correlation_id text,
    state text COLLATE "C" NOT NULL DEFAULT 'queued',
    -- Runs started so far. Together with the worker it is the fence: only the run that holds both may say how it went.
    attempt integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL,
    -- Runs that a stopping server gave back, which are not the job's fault.
    interruptions integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    run_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz,
    worker text,
    leased_until timestamptz,
    last_error text,

    CONSTRAINT jobs_kind CHECK (kind ~ '^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)+$' AND length(kind) <= 100),
    CONSTRAINT jobs_payload CHECK (jsonb_typeof(payload) = 'object'),
    CONSTRAINT jobs_priority CHECK (priority BETWEEN 0 AND 2),
    CONSTRAINT jobs_unique_key CHECK (length(unique_key) BETWEEN 1 AND 500),
    CONSTRAINT jobs_correlation_id CHECK (length(correlation_id) <= 200),
    CONSTRAINT jobs_last_error CHECK (length(last_error) <= 4000),
    CONSTRAINT jobs_state CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    CONSTRAINT jobs_attempts CHECK (
        attempt >= 0 AND max_attempts >= 1 AND interruptions >= 0 AND interruptions <= attempt AND attempt <= max_attempts + interruptions),
    CONSTRAINT jobs_held_while_running CHECK (
        (state = 'running') = (worker IS NOT NULL) AND (state = 'running') = (leased_until IS NOT NULL)),
    CONSTRAINT jobs_started CHECK (
        (attempt > 0) = (started_at IS NOT NULL) AND (attempt > 0 OR state IN ('queued', 'cancelled'))),
    CONSTRAINT jobs_finished CHECK ((state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
    CONSTRAINT jobs_failed_with_reason CHECK (state <> 'failed' OR last_error IS NOT NULL)
)
-- Rows change three times and go; without frequent vacuuming the claim would wade through dead ones.
WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX jobs_queued ON jobs (kind, priority, run_at, id) WHERE state = 'queued';
CREATE INDEX jobs_leases ON jobs (leased_until) WHERE state = 'running';
CREATE INDEX jobs_finished_at ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE UNIQUE INDEX jobs_unique_unfinished ON jobs (kind, unique_key) WHERE unique_key IS NOT NULL AND state IN ('queued', 'running');

-- Jobs that the cluster enqueues by itself, each once an interval.
CREATE TABLE recurring_jobs (
    kind text COLLATE "C" PRIMARY KEY,
    every interval NOT NULL,
    next_at timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT recurring_jobs_every CHECK (every >= interval '1 second')
);
