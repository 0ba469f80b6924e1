-- A table that a plugin reads and can do without keeps nobody from purging its owner. Of what it could read and was not given there is no row.
ALTER TABLE app.plugin_grants
    ADD COLUMN optional     boolean NOT NULL DEFAULT false,
    -- The plan_digest of the owner's schema when the statements that read the table were last checked.
    ADD COLUMN checked_with text;
