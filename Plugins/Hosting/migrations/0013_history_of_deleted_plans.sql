-- The history of plans that were deleted: that they were, and by whom, is part of it.
CREATE TABLE curtailment_deleted_plan_events (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    plan_id     bigint NOT NULL,
    revision    bigint NOT NULL,
    line        bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    kind        text NOT NULL,
    from_state  text NOT NULL,
    to_state    text NOT NULL,
    member      text,
    detail      text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, plan_id, revision, line)
);
