-- What was learnt of a firmware that a miner has no more.
DELETE FROM sleepless_miners
WHERE sleepless_miners.tenant_id = (SELECT app.current_tenant()) AND EXISTS (
    SELECT FROM miner_states s
    WHERE s.tenant_id = sleepless_miners.tenant_id AND s.miner_id = sleepless_miners.miner_id AND s.firmware <> sleepless_miners.firmware)
