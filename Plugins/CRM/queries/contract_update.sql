UPDATE contracts SET
    client = coalesce($2::jsonb ->> 'client', contracts.client),
    client_address = coalesce($2::jsonb ->> 'client_address', contracts.client_address),
    client_tenant = coalesce($2::jsonb ->> 'client_tenant', contracts.client_tenant),
    kind = coalesce($2::jsonb ->> 'kind', contracts.kind),
    currency = coalesce($2::jsonb ->> 'currency', contracts.currency),
    price_per_kwh = CASE WHEN $2::jsonb ? 'price_per_kwh' THEN coalesce(($2::jsonb ->> 'price_per_kwh')::numeric, 0) ELSE contracts.price_per_kwh END,
    fee_per_machine = CASE WHEN $2::jsonb ? 'fee_per_machine' THEN coalesce(($2::jsonb ->> 'fee_per_machine')::numeric, 0) ELSE contracts.fee_per_machine END,
    revenue_share_percent = CASE WHEN $2::jsonb ? 'revenue_share_percent' THEN coalesce(($2::jsonb ->> 'revenue_share_percent')::numeric, 0) ELSE contracts.revenue_share_percent END,
    agreed_uptime_percent = CASE WHEN $2::jsonb ? 'agreed_uptime_percent' THEN coalesce(($2::jsonb ->> 'agreed_uptime_percent')::numeric, 0) ELSE contracts.agreed_uptime_percent END,
    curtailment_credit_per_kwh = CASE WHEN $2::jsonb ? 'curtailment_credit_per_kwh' THEN coalesce(($2::jsonb ->> 'curtailment_credit_per_kwh')::numeric, 0) ELSE contracts.curtailment_credit_per_kwh END,
    tax_percent = CASE WHEN $2::jsonb ? 'tax_percent' THEN coalesce(($2::jsonb ->> 'tax_percent')::numeric, 0) ELSE contracts.tax_percent END,
    lead_id = CASE WHEN $2::jsonb ? 'lead_id' THEN ($2::jsonb ->> 'lead_id')::bigint ELSE contracts.lead_id END,
    starts_on = CASE WHEN $2::jsonb ? 'starts_on' THEN ($2::jsonb ->> 'starts_on')::date ELSE contracts.starts_on END,
    ends_on = CASE WHEN $2::jsonb ? 'ends_on' THEN ($2::jsonb ->> 'ends_on')::date ELSE contracts.ends_on END,
    payment_days = coalesce(($2::jsonb ->> 'payment_days')::bigint, contracts.payment_days),
    invoice_email = coalesce($2::jsonb ->> 'invoice_email', contracts.invoice_email),
    mail_language = coalesce(nullif($2::jsonb ->> 'mail_language', ''), contracts.mail_language),
    reminders = coalesce(nullif($2::jsonb ->> 'reminders', ''), contracts.reminders),
    tariff = coalesce($2::jsonb ->> 'tariff', contracts.tariff)
WHERE contracts.tenant_id = app.current_tenant() AND contracts.id = $1::bigint
RETURNING id::text AS id, client, client_address, client_tenant, lead_id::text AS lead_id, kind, currency,
    trim_scale(price_per_kwh)::text AS price_per_kwh, trim_scale(fee_per_machine)::text AS fee_per_machine, trim_scale(revenue_share_percent)::text AS revenue_share_percent, trim_scale(agreed_uptime_percent)::text AS agreed_uptime_percent, trim_scale(curtailment_credit_per_kwh)::text AS curtailment_credit_per_kwh, trim_scale(tax_percent)::text AS tax_percent,
    starts_on::text AS starts_on, ends_on::text AS ends_on, payment_days, invoice_email, mail_language, reminders, tariff, created_at
