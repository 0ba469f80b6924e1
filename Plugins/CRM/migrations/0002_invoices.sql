-- What was agreed with a client, and the invoices made from it.

CREATE TABLE contracts (
    tenant_id                  bigint NOT NULL DEFAULT app.current_tenant(),
    id                         bigint NOT NULL DEFAULT app.new_id(),
    client                     text NOT NULL CHECK (length(client) BETWEEN 1 AND 200),
    client_address             text NOT NULL DEFAULT '' CHECK (length(client_address) <= 1000),
    lead_id                    bigint,
    kind                       text NOT NULL CHECK (kind IN ('all_in', 'flat', 'base_pass_through', 'revenue_share')),
    currency                   text NOT NULL DEFAULT 'USD' CHECK (length(currency) = 3),
    price_per_kwh              numeric NOT NULL DEFAULT 0 CHECK (price_per_kwh >= 0),
    fee_per_machine            numeric NOT NULL DEFAULT 0 CHECK (fee_per_machine >= 0),
    revenue_share_percent      numeric NOT NULL DEFAULT 0 CHECK (revenue_share_percent BETWEEN 0 AND 100),
    -- 0 where no uptime is agreed.
    agreed_uptime_percent      numeric NOT NULL DEFAULT 0 CHECK (agreed_uptime_percent BETWEEN 0 AND 100),
    curtailment_credit_per_kwh numeric NOT NULL DEFAULT 0 CHECK (curtailment_credit_per_kwh >= 0),
    tax_percent                numeric NOT NULL DEFAULT 0 CHECK (tax_percent BETWEEN 0 AND 100),
    starts_on                  date,
    ends_on                    date,
    created_at                 timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES leads (tenant_id, id)
);
CREATE INDEX contracts_by_lead ON contracts (tenant_id, lead_id);

-- Drafts and what was issued. The document holds terms, quantities and lines as they were, so that a later change of the contract changes no invoice.
CREATE TABLE invoices (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    id          bigint NOT NULL DEFAULT app.new_id(),
    contract_id bigint NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    credits_id  bigint,
    client      text NOT NULL,
    currency    text NOT NULL,
    total       numeric(18, 2) NOT NULL,
    document    text NOT NULL,
    number      bigint,
    issued_at   timestamptz,
    digest      text NOT NULL GENERATED ALWAYS AS (md5(document || ' ' || kind || ' ' || contract_id::text || ' ' || coalesce(credits_id::text, '')
        || ' ' || currency || ' ' || total::text || ' ' || client)) STORED,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, number),
    UNIQUE (tenant_id, credits_id),
    UNIQUE (tenant_id, id, number, issued_at, digest),
    CHECK ((number IS NULL) = (issued_at IS NULL)),
    CHECK ((kind = 'credit_note') = (credits_id IS NOT NULL)),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contracts (tenant_id, id),
    FOREIGN KEY (tenant_id, credits_id) REFERENCES invoices (tenant_id, id)
);
CREATE INDEX invoices_by_contract ON invoices (tenant_id, contract_id);

CREATE TABLE invoice_counters (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    last_number bigint NOT NULL CHECK (last_number > 0),
    PRIMARY KEY (tenant_id)
);

-- What makes an issued invoice unchangeable: a row here names number, time and digest of everything that it says, and the invoice names this row.
-- Neither can be changed or removed while the other is there, and both are made in one statement.
CREATE TABLE invoice_numbers (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    number     bigint NOT NULL,
    invoice_id bigint NOT NULL,
    issued_at  timestamptz NOT NULL,
    digest     text NOT NULL,
    PRIMARY KEY (tenant_id, number),
    FOREIGN KEY (tenant_id, invoice_id, number, issued_at, digest) REFERENCES invoices (tenant_id, id, number, issued_at, digest)
);
ALTER TABLE invoices ADD CONSTRAINT invoices_number_given FOREIGN KEY (tenant_id, number) REFERENCES invoice_numbers (tenant_id, number);
