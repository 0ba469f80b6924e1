-- What the network was like, and a bitcoin worth, on each day of a period as this tenant's Analytics has collected it, with the number of
-- hours of which it knows all that is needed. Days of which nothing is known are left out; no fees are null.
--
-- Means of the hours' means; of the difficulty the harmonic one, rounded to a whole number, for what is found goes by its inverse. A day with a
-- retarget or a halving has its share of both. The price is rounded to cents, subsidy and fees to satoshis.
SELECT h.day::text AS day,
    count(*) FILTER (WHERE h.price IS NOT NULL AND h.difficulty IS NOT NULL AND h.subsidy IS NOT NULL) AS hours, round(avg(h.price), 2)::text AS price_usd,
    round(1e40 * count(h.difficulty) / sum(1e40 / h.difficulty))::text AS difficulty, trim_scale(round(avg(h.subsidy), 8))::text AS subsidy_btc,
    trim_scale(round(avg(h.fees), 8))::text AS fees_btc_per_block
FROM (
    SELECT (m.bucket AT TIME ZONE 'UTC')::date AS day,
        avg(m.value::numeric) FILTER (WHERE m.metric = 'btc_usd') AS price,
        avg(m.value::numeric) FILTER (WHERE m.metric = 'difficulty' AND m.value > 0) AS difficulty,
        avg(m.value::numeric) FILTER (WHERE m.metric = 'subsidy_btc') AS subsidy,
        avg(m.value::numeric) FILTER (WHERE m.metric = 'fees_btc_per_block') AS fees
    FROM p_analytics.market_history_1h m
    WHERE m.tenant_id = (SELECT app.current_tenant()) AND m.metric IN ('btc_usd', 'difficulty', 'subsidy_btc', 'fees_btc_per_block')
        AND m.bucket >= $1::text::date::timestamp AT TIME ZONE 'UTC' AND m.bucket < ($2::text::date + 1)::timestamp AT TIME ZONE 'UTC'
    GROUP BY m.bucket
) h
GROUP BY h.day
ORDER BY h.day
