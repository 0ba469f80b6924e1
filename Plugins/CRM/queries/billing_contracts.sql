-- Contracts that are in force in a period and name a client, with what stands in the way of an invoice. $3: one of them, or all.
SELECT k.id::text AS id, k.client, k.client_address, k.kind, k.currency,
    trim_scale(k.price_per_kwh)::text AS price_per_kwh, trim_scale(k.fee_per_machine)::text AS fee_per_machine,
    trim_scale(k.revenue_share_percent)::text AS revenue_share_percent, trim_scale(k.agreed_uptime_percent)::text AS agreed_uptime_percent,
    trim_scale(k.curtailment_credit_per_kwh)::text AS curtailment_credit_per_kwh, trim_scale(k.tax_percent)::text AS tax_percent,
    k.payment_days, k.tariff, k.revenue_basis, (SELECT min(si.name) FROM p_hosting.sites si WHERE si.id = k.site_id) AS site_name,
    k.period_from::text AS period_from, k.period_to::text AS period_to, tn.tenant_id IS NOT NULL AS has_client,
    (
        SELECT min(o.id)::text FROM contracts o
        WHERE o.tenant_id = k.tenant_id AND o.client_tenant = k.client_tenant AND o.id <> k.id
            AND o.site_id IS NOT DISTINCT FROM k.site_id
            AND coalesce(o.starts_on, k.period_from) <= k.period_to AND coalesce(o.ends_on, k.period_to) >= k.period_from
    ) AS other_contract,
    -- Beside one for the rest, one for a site that bills some of the period's days and leaves others: the rest would be unlike from day to day.
    (
        SELECT min(o.id)::text FROM contracts o
        WHERE k.site_id IS NULL AND o.tenant_id = k.tenant_id AND o.client_tenant = k.client_tenant AND o.site_id IS NOT NULL
            AND coalesce(o.starts_on, k.period_from) <= k.period_to AND coalesce(o.ends_on, k.period_to) >= k.period_from
            AND EXISTS (
                SELECT FROM generate_series(k.period_from::timestamp, k.period_to::timestamp, interval '1 day') AS d
                WHERE NOT EXISTS (
                    SELECT FROM contracts p
                    WHERE p.tenant_id = k.tenant_id AND p.client_tenant = k.client_tenant AND p.site_id = o.site_id
                        AND coalesce(p.starts_on, d::date) <= d::date AND coalesce(p.ends_on, d::date) >= d::date
                )
            )
    ) AS changing_contract,
    (
        SELECT min(i.id)::text FROM invoices i
        WHERE i.tenant_id = k.tenant_id AND i.contract_id = k.id AND i.period_key IS NOT NULL AND i.period_from <= k.period_to
            AND i.period_to >= k.period_from
    ) AS billed_by
FROM (
    SELECT c.tenant_id, c.id, c.client, c.client_address, c.client_tenant, c.kind, c.currency, c.price_per_kwh, c.fee_per_machine,
        c.revenue_share_percent, c.agreed_uptime_percent, c.curtailment_credit_per_kwh, c.tax_percent, c.payment_days, c.tariff, c.revenue_basis, c.site_id,
        greatest($1::text::date, c.starts_on) AS period_from, least($2::text::date, c.ends_on) AS period_to
    FROM contracts c
    WHERE c.tenant_id = app.current_tenant() AND c.client_tenant <> '' AND ($3::text IS NULL OR c.id = $3::bigint)
) k
LEFT JOIN app.tenant_names tn ON tn.id = k.client_tenant AND tn.tenant_id <> k.tenant_id
WHERE k.period_from <= k.period_to
ORDER BY k.client, k.id
LIMIT 5000
