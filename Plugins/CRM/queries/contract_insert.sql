INSERT INTO contracts (client, client_address, lead_id, kind, currency, price_per_kwh, fee_per_machine, revenue_share_percent, agreed_uptime_percent, curtailment_credit_per_kwh, tax_percent, starts_on, ends_on)
SELECT r.client, coalesce(r.client_address, ''), r.lead_id, r.kind, coalesce(r.currency, 'USD'), coalesce(r.price_per_kwh, 0), coalesce(r.fee_per_machine, 0), coalesce(r.revenue_share_percent, 0), coalesce(r.agreed_uptime_percent, 0), coalesce(r.curtailment_credit_per_kwh, 0), coalesce(r.tax_percent, 0),
    r.starts_on, r.ends_on
FROM jsonb_to_recordset($1::jsonb) AS r (client text, client_address text, lead_id bigint, kind text, currency text, price_per_kwh numeric, fee_per_machine numeric, revenue_share_percent numeric, agreed_uptime_percent numeric, curtailment_credit_per_kwh numeric, tax_percent numeric,
    starts_on date, ends_on date)
RETURNING id::text AS id, client, client_address, lead_id::text AS lead_id, kind, currency,
    trim_scale(price_per_kwh)::text AS price_per_kwh, trim_scale(fee_per_machine)::text AS fee_per_machine, trim_scale(revenue_share_percent)::text AS revenue_share_percent, trim_scale(agreed_uptime_percent)::text AS agreed_uptime_percent, trim_scale(curtailment_credit_per_kwh)::text AS curtailment_credit_per_kwh, trim_scale(tax_percent)::text AS tax_percent,
    starts_on::text AS starts_on, ends_on::text AS ends_on, created_at
