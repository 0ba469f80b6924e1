-- Whom a provider sells to: leads, the people there, deals, and what was done when.
-- Rows are for whoever wrote them: a client does not see its provider's, and statements leave a provider's clients' out.

CREATE TABLE leads (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    id         bigint NOT NULL DEFAULT app.new_id(),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    company    text NOT NULL DEFAULT '' CHECK (length(company) <= 200),
    email      text NOT NULL DEFAULT '' CHECK (length(email) <= 254),
    phone      text NOT NULL DEFAULT '' CHECK (length(phone) <= 50),
    source     text NOT NULL DEFAULT '' CHECK (length(source) <= 100),
    note       text NOT NULL DEFAULT '' CHECK (length(note) <= 4000),
    stage      text NOT NULL DEFAULT 'new' CHECK (stage IN ('new', 'contacted', 'qualified', 'lost')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX leads_by_stage ON leads (tenant_id, stage, updated_at DESC, id);

CREATE TABLE contacts (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    id         bigint NOT NULL DEFAULT app.new_id(),
    lead_id    bigint,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    position   text NOT NULL DEFAULT '' CHECK (length(position) <= 200),
    email      text NOT NULL DEFAULT '' CHECK (length(email) <= 254),
    phone      text NOT NULL DEFAULT '' CHECK (length(phone) <= 50),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES leads (tenant_id, id)
);
CREATE INDEX contacts_by_lead ON contacts (tenant_id, lead_id);

CREATE TABLE deals (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    id         bigint NOT NULL DEFAULT app.new_id(),
    lead_id    bigint NOT NULL,
    title      text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    value      numeric(18, 2) NOT NULL DEFAULT 0 CHECK (value >= 0),
    currency   text NOT NULL DEFAULT 'USD' CHECK (length(currency) = 3),
    stage      text NOT NULL DEFAULT 'open' CHECK (stage IN ('open', 'proposal', 'negotiation', 'won', 'lost')),
    closes_on  date,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES leads (tenant_id, id)
);
CREATE INDEX deals_by_lead ON deals (tenant_id, lead_id);

-- A move to another stage writes one too, so that a lead's history is whole.
CREATE TABLE activities (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    id          bigint NOT NULL DEFAULT app.new_id(),
    lead_id     bigint NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('note', 'call', 'mail', 'lead_stage', 'deal_stage')),
    text        text NOT NULL DEFAULT '' CHECK (length(text) <= 4000),
    stage       text,
    -- The member's number.
    author      text,
    happened_at timestamptz NOT NULL DEFAULT now(),
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES leads (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX activities_by_lead ON activities (tenant_id, lead_id, happened_at DESC, id);
