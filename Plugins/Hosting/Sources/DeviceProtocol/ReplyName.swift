/// The field names that readings are made of. Firmwares spell them in many ways; `ReplyNameTable` knows the spellings.
enum ReplyName: UInt8 {
    case none, unknown, digits, ignored

    // Parts of a reply
    case status, summary, stats, pools, devices, version, fans, temperatures, power, message, info, chain, boards, errors
    case session, stratum, stratumConfigs, fansRpm, miner, system, network, rates, minerIdentity, bosVersion, poolStats, performance

    // Rates; MH, GH by name, TH on Whatsminer API 3
    case mhs5s, mhs15s, mhs30s, mhs1m, mhs5m, mhs15m, mhs30m, mhs1h, mhs24h, mhsAverage, mhsRealtime
    case ghs5s, ghs15s, ghs30s, ghs1m, ghs5m, ghs15m, ghs30m, ghs1h, ghs24h, ghsAverage
    case rate5s, rate15m, rate30m, rateAverage, rateIdeal, rateReal, rateUnit
    case hashRealtime, hash1min, hash15min, hashAverage, factoryHash
    case totalRate, totalRateIdeal, chainRate, chainRateIdeal, nominalMhs, sampleMhs, targetMhs, factoryGhs, hashrate
    case last5s, last15s, last30s, last1m, last5m, last15m, last30m, last1h, last24h, sinceRestart
    case terahashPerSecond, gigahashPerSecond, megahashPerSecond, nominalHashrate, averageMhs

    // Shares and time
    case accepted, rejected, stale, hardwareErrors, elapsed, uptime, chainHardwareErrors, durationSeconds

    // Temperatures
    case temperature, temp, temp2, temp3, tempPcb, tempChip, chipTempMax, chipTempAverage, boardTemperature, ambient
    case boardTemp, chipTemp, highestChipTemp, degreeC, degreesC

    // Fans
    case fan, fanSpeedIn, fanSpeedOut, fanPercent, rpm, speed, fanRpm, targetSpeedRatio, fansSpeed

    // Power and clock
    case powerWatts, powerRealtime, powerLimit, powerInput, chainPower, approximatedConsumption, watt
    case frequency, chainFrequency, voltage, chainVoltage, millivolts, hertz, volt, currentFrequency, currentVoltage, inputVoltage

    // Pools
    case url, user, poolStatus, priority, stratumActive, active, alive, poolIndex, connected

    // Identity
    case type, model, product, minerField, minerVersion, firmwareVersion, compileTime, cgminer, bmminer, braiins, luxos, auradine
    case sealminer, software, serialNumber, avalonVersion, description, code, text, minerType, algorithm, full, current, identifier

    // Boards
    case index, asc, slot, name, chips, chainChips, chainId

    // State and faults
    case state, mode, paused, working, errorCode, reason, modules, operatingState, encrypted, minerMode
}
