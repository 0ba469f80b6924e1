SELECT y.id::text AS id, y.paid_on::text AS paid_on, y.amount::text AS amount, y.reference, nullif(y.author, '') AS author,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = y.author) AS author_name, y.created_at
FROM payments y WHERE y.tenant_id = app.current_tenant() AND y.invoice_id = $1::bigint
ORDER BY y.paid_on, y.id
LIMIT 1000
