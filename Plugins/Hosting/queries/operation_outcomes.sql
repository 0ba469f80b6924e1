SELECT coalesce(om.outcome, om.state) AS outcome, count(*) AS miners
FROM operation_miners om WHERE om.operation_id = $1::bigint
GROUP BY 1 ORDER BY 2 DESC, 1
