SELECT k.id::text AS id, k.client, k.client_address, k.client_tenant, k.lead_id::text AS lead_id, k.kind, k.currency,
    trim_scale(k.price_per_kwh)::text AS price_per_kwh, trim_scale(k.fee_per_machine)::text AS fee_per_machine, trim_scale(k.revenue_share_percent)::text AS revenue_share_percent, trim_scale(k.agreed_uptime_percent)::text AS agreed_uptime_percent, trim_scale(k.curtailment_credit_per_kwh)::text AS curtailment_credit_per_kwh, trim_scale(k.tax_percent)::text AS tax_percent,
    k.starts_on::text AS starts_on, k.ends_on::text AS ends_on, k.payment_days, k.invoice_email, k.mail_language, k.reminders, k.tariff, k.revenue_basis, k.site_id::text AS site_id, (SELECT min(si.name) FROM p_hosting.sites si WHERE si.id = k.site_id) AS site_name,
    k.created_at, k.untold_power, k.untold_curtailment
FROM contracts k WHERE k.tenant_id = app.current_tenant() AND k.id = $1::bigint
