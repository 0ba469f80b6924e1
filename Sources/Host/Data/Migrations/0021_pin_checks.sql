-- Whether what was pinned is still there, and how it went at each provider, hour by hour.

ALTER TABLE app.pin_places
    -- When the provider was last asked and had it; NULL since it was pinned, which changed_at tells.
    ADD COLUMN checked_at timestamptz,
    -- When it was last asked, whatever came of it.
    ADD COLUMN check_tried_at timestamptz NOT NULL DEFAULT '-infinity';
CREATE INDEX pin_places_unchecked ON app.pin_places (provider, (coalesce(checked_at, changed_at))) WHERE state = 'pinned' AND NOT is_open;

-- Counts without any tenant's name. Kept for eight days.
CREATE TABLE app.pin_hours (
    provider text NOT NULL CHECK (octet_length(provider) BETWEEN 1 AND 40),
    hour     timestamptz NOT NULL,
    -- Objects that came to be pinned, and tries that failed.
    pinned   bigint NOT NULL DEFAULT 0,
    failed   bigint NOT NULL DEFAULT 0,
    -- Objects that it had still, and that it had no more.
    checked  bigint NOT NULL DEFAULT 0,
    lost     bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (provider, hour)
);
