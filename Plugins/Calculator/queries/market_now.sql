SELECT metric, value, source, recorded_at FROM p_analytics.market_now
WHERE tenant_id = (SELECT app.current_tenant()) AND metric IN ('btc_usd', 'difficulty', 'height', 'subsidy_btc', 'fees_btc_per_block')
