INSERT INTO contracts (client, client_address, client_tenant, lead_id, kind, currency, price_per_kwh, fee_per_machine, revenue_share_percent, agreed_uptime_percent, curtailment_credit_per_kwh, tax_percent, starts_on, ends_on,
    payment_days, invoice_email, mail_language, reminders, tariff, site_id,
    untold_power, untold_curtailment, revenue_basis)
SELECT r.client, coalesce(r.client_address, ''), coalesce(r.client_tenant, ''), r.lead_id, r.kind, coalesce(r.currency, 'USD'), coalesce(r.price_per_kwh, 0), coalesce(r.fee_per_machine, 0), coalesce(r.revenue_share_percent, 0), coalesce(r.agreed_uptime_percent, 0), coalesce(r.curtailment_credit_per_kwh, 0), coalesce(r.tax_percent, 0),
    r.starts_on, r.ends_on, coalesce(r.payment_days, 14), coalesce(r.invoice_email, ''), coalesce(nullif(r.mail_language, ''), 'en'), coalesce(nullif(r.reminders, ''), 'off'), coalesce(r.tariff, ''), r.site_id,
    coalesce(nullif(r.untold_power, ''), 'estimate'), coalesce(nullif(r.untold_curtailment, ''), 'estimate'), coalesce(nullif(r.revenue_basis, ''), 'typed')
FROM jsonb_to_recordset($1::jsonb) AS r (client text, client_address text, client_tenant text, lead_id bigint, kind text, currency text, price_per_kwh numeric, fee_per_machine numeric, revenue_share_percent numeric, agreed_uptime_percent numeric, curtailment_credit_per_kwh numeric, tax_percent numeric,
    starts_on date, ends_on date, payment_days bigint, invoice_email text, mail_language text, reminders text, tariff text, site_id bigint,
    untold_power text, untold_curtailment text, revenue_basis text)
RETURNING id::text AS id, client, client_address, client_tenant, lead_id::text AS lead_id, kind, currency,
    trim_scale(price_per_kwh)::text AS price_per_kwh, trim_scale(fee_per_machine)::text AS fee_per_machine, trim_scale(revenue_share_percent)::text AS revenue_share_percent, trim_scale(agreed_uptime_percent)::text AS agreed_uptime_percent, trim_scale(curtailment_credit_per_kwh)::text AS curtailment_credit_per_kwh, trim_scale(tax_percent)::text AS tax_percent,
    starts_on::text AS starts_on, ends_on::text AS ends_on, payment_days, invoice_email, mail_language, reminders, tariff, revenue_basis, site_id::text AS site_id,
    (SELECT min(si.name) FROM p_hosting.sites si WHERE si.id = contracts.site_id) AS site_name, created_at,
    untold_power, untold_curtailment
