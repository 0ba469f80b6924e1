-- Invoices from what was metered, the client's own copies, payments and reminders.

-- Whose machines a contract is about: the public id of a client, empty for whoever is no tenant here.
ALTER TABLE contracts ADD COLUMN client_tenant text NOT NULL DEFAULT '' CHECK (length(client_tenant) <= 63);
ALTER TABLE contracts ADD COLUMN payment_days bigint NOT NULL DEFAULT 14 CHECK (payment_days BETWEEN 0 AND 365);
ALTER TABLE contracts ADD COLUMN invoice_email text NOT NULL DEFAULT '' CHECK (length(invoice_email) <= 254);
ALTER TABLE contracts ADD COLUMN mail_language text NOT NULL DEFAULT 'en' CHECK (mail_language IN ('en', 'zh-CN'));
ALTER TABLE contracts ADD COLUMN reminders text NOT NULL DEFAULT 'off' CHECK (reminders IN ('off', 'on'));
CREATE INDEX contracts_by_client ON contracts (tenant_id, client_tenant);

-- What the meters said of a client's machines in a period, taken once: a later change of the telemetry changes no invoice.
CREATE TABLE meterings (
    tenant_id        bigint NOT NULL DEFAULT app.current_tenant(),
    id               bigint NOT NULL DEFAULT app.new_id(),
    contract_id      bigint NOT NULL,
    client_tenant_id bigint NOT NULL,
    period_from      date NOT NULL,
    period_to        date NOT NULL,
    gaps             text NOT NULL CHECK (gaps IN ('none', 'estimate')),
    made_at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contracts (tenant_id, id) ON DELETE CASCADE
);

-- One machine of it. The lists have a value for each day from first_day on; days are of UTC.
CREATE TABLE metering_readings (
    tenant_id         bigint NOT NULL DEFAULT app.current_tenant(),
    metering_id       bigint NOT NULL,
    miner_id          bigint NOT NULL,
    serial_number     text NOT NULL,
    first_day         date NOT NULL,
    kwh               numeric NOT NULL,
    estimated_kwh     numeric NOT NULL,
    curtailed_kwh     numeric NOT NULL,
    expected_hours    numeric NOT NULL,
    curtailed_hours   numeric NOT NULL,
    down_hours        numeric NOT NULL,
    missing_hours     numeric NOT NULL,
    day_kwh           numeric[] NOT NULL,
    day_estimated_kwh numeric[] NOT NULL,
    day_curtailed_kwh numeric[] NOT NULL,
    day_expected      numeric[] NOT NULL,
    day_curtailed     numeric[] NOT NULL,
    day_down          numeric[] NOT NULL,
    day_missing       numeric[] NOT NULL,
    PRIMARY KEY (tenant_id, metering_id, miner_id),
    FOREIGN KEY (tenant_id, metering_id) REFERENCES meterings (tenant_id, id) ON DELETE CASCADE
);

ALTER TABLE invoices ADD COLUMN metering_id bigint;
ALTER TABLE invoices ADD COLUMN period_from date;
ALTER TABLE invoices ADD COLUMN period_to date;
-- The period that a contract is billed for by its meters, once; empty again when the invoice was taken back.
ALTER TABLE invoices ADD COLUMN period_key text;
ALTER TABLE invoices ADD COLUMN due_on date;
ALTER TABLE invoices ADD CONSTRAINT invoices_metering FOREIGN KEY (tenant_id, metering_id) REFERENCES meterings (tenant_id, id);
ALTER TABLE invoices ADD CONSTRAINT invoices_once_a_period UNIQUE (tenant_id, contract_id, period_key);
CREATE INDEX invoices_by_metering ON invoices (tenant_id, metering_id);

-- What a client sees: its invoices as they were issued, and the readings behind them. Rows are the client's, written by its provider.
CREATE TABLE client_invoices (
    tenant_id      bigint NOT NULL DEFAULT app.current_tenant(),
    id             bigint NOT NULL,
    provider       text NOT NULL,
    kind           text NOT NULL,
    number         bigint NOT NULL,
    issued_at      timestamptz NOT NULL,
    due_on         date,
    credits_id     bigint,
    credits_number bigint,
    client         text NOT NULL,
    currency       text NOT NULL,
    total          numeric(18, 2) NOT NULL,
    paid           numeric(18, 2) NOT NULL DEFAULT 0,
    document       text NOT NULL,
    digest         text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX client_invoices_by_number ON client_invoices (tenant_id, number DESC);

CREATE TABLE client_readings (
    tenant_id         bigint NOT NULL DEFAULT app.current_tenant(),
    invoice_id        bigint NOT NULL,
    miner_id          bigint NOT NULL,
    serial_number     text NOT NULL,
    first_day         date NOT NULL,
    kwh               numeric NOT NULL,
    estimated_kwh     numeric NOT NULL,
    curtailed_kwh     numeric NOT NULL,
    expected_hours    numeric NOT NULL,
    curtailed_hours   numeric NOT NULL,
    down_hours        numeric NOT NULL,
    missing_hours     numeric NOT NULL,
    day_kwh           numeric[] NOT NULL,
    day_estimated_kwh numeric[] NOT NULL,
    day_curtailed_kwh numeric[] NOT NULL,
    day_expected      numeric[] NOT NULL,
    day_curtailed     numeric[] NOT NULL,
    day_down          numeric[] NOT NULL,
    day_missing       numeric[] NOT NULL,
    PRIMARY KEY (tenant_id, invoice_id, miner_id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES client_invoices (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE payments (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    id         bigint NOT NULL DEFAULT app.new_id(),
    invoice_id bigint NOT NULL,
    paid_on    date NOT NULL,
    amount     numeric(18, 2) NOT NULL CHECK (amount > 0),
    reference  text NOT NULL DEFAULT '' CHECK (length(reference) <= 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);
CREATE INDEX payments_by_invoice ON payments (tenant_id, invoice_id, paid_on, id);

-- Mails about what is overdue, written down before they are sent: one of a level for each invoice.
CREATE TABLE reminders (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    invoice_id   bigint NOT NULL,
    level        bigint NOT NULL CHECK (level BETWEEN 1 AND 9),
    days_overdue bigint NOT NULL,
    outstanding  numeric(18, 2) NOT NULL,
    email        text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    claimed_at   timestamptz,
    attempts     bigint NOT NULL DEFAULT 0,
    sent_at      timestamptz,
    failure      text,
    PRIMARY KEY (tenant_id, invoice_id, level),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);
