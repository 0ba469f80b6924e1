-- What is not given stays, or is emptied if $9 says that all is given. A client changes only what it wrote itself: $8 is true for a provider.
UPDATE warranties SET
    vendor = coalesce($2::text, warranties.vendor),
    warranty_until = CASE WHEN $9::boolean THEN $3::text::date ELSE coalesce($3::text::date, warranties.warranty_until) END,
    rma_number = coalesce($4::text, CASE WHEN $9::boolean THEN '' ELSE warranties.rma_number END),
    state = CASE WHEN $9::boolean THEN $5::text ELSE coalesce($5::text, warranties.state) END,
    sent_on = CASE WHEN $9::boolean THEN $6::text::date ELSE coalesce($6::text::date, warranties.sent_on) END,
    ended_on = CASE WHEN $9::boolean THEN $7::text::date ELSE coalesce($7::text::date, warranties.ended_on) END,
    changed_at = now()
WHERE warranties.id = $1::bigint AND ($8::boolean OR warranties.author_tenant_id = (SELECT app.current_tenant()))
