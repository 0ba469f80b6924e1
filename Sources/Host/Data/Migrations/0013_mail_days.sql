-- How many mails a plugin has sent for a tenant on the last day that it sent any (UTC), over all hosts; one for each recipient.
CREATE TABLE app.mail_days (
    tenant_id bigint NOT NULL REFERENCES app.tenants (key) ON DELETE CASCADE,
    plugin    text NOT NULL,
    day       date NOT NULL,
    mails     integer NOT NULL CHECK (mails >= 0),
    PRIMARY KEY (tenant_id, plugin)
);
