/// Fields of the whole device: summary, root, identity, session.
extension MinerReadingBuilder {
    mutating func generalValue(_ key: ReplyKey, _ value: ReplyValue, in frame: Frame) {
        if let named = RateEntry.named(key.name) {
            if let rate = rate(value, key) { addRate(rate, named.window, named.unit, rank: .summary) }
            if named.unit == .megahash { usesMegahashKeys = true }
            return
        }
        switch key.name {
        case .rateUnit: declareUnit(value)
        case .rateIdeal: if let rate = rate(value, key) { setNominal(rate, nil) }
        case .targetMhs, .nominalMhs: if let rate = rate(value, key) { setNominal(rate, .megahash) }
        case .factoryGhs:
            identity.tellsFactoryRate = true
            if let rate = rate(value, key) { setNominal(rate, .gigahash) }
        case .factoryHash: if let rate = rate(value, key) { setNominal(rate, .terahash) }
        case .accepted: setOnce(\.acceptedShares, value.integer())
        case .rejected: setOnce(\.rejectedShares, value.integer())
        case .stale: setOnce(\.staleShares, value.integer())
        case .hardwareErrors: setOnce(\.hardwareErrors, value.integer())
        case .elapsed, .durationSeconds: setUptime(value, key)
        case .uptime: identity.systemUptime = value.integer(in: Plausibility.uptimeSeconds) ?? identity.systemUptime
        case .temperature: if let celsius = temperature(value, key) { boardTemperatures.append(celsius) }
        case .boardTemperature: if let celsius = temperature(value, key), boardTemperatures.count < 64 { boardTemperatures.append(celsius) }
        case .chipTempMax: setOnce(\.chipTemperatureCelsius, temperature(value, key))
        case .ambient: setOnce(\.ambientTemperatureCelsius, temperature(value, key))
        case .fanSpeedIn: addFan(index: 0, rpm: value, keepingZero: true)
        case .fanSpeedOut: addFan(index: 1, rpm: value, keepingZero: true)
        case .fan: if let index = key.index { addFan(index: index, rpm: value, keepingZero: false) }
        case .fansSpeed, .fanPercent: fanPercent = plausible(value, in: Plausibility.percent, key) ?? fanPercent
        case .power where frame.name == .mode: setOnce(\.powerLimitWatts, plausible(value, in: Plausibility.powerWatts, key))
        case .power, .powerWatts, .powerInput: setOnce(\.powerWatts, plausible(value, in: Plausibility.powerWatts, key))
        case .powerRealtime: identity.powerRealtime = plausible(value, in: Plausibility.powerWatts, key) ?? identity.powerRealtime
        case .powerLimit: setOnce(\.powerLimitWatts, plausible(value, in: Plausibility.powerWatts, key))
        case .frequency: setOnce(\.frequencyMHz, plausible(value, in: Plausibility.frequencyMHz, key))
        case .voltage: setVoltage(value, key)
        case .errorCode: errorCode(value)
        default: identityValue(key, value, in: frame)
        }
    }

    mutating func setUptime(_ value: ReplyValue, _ key: ReplyKey) {
        guard let seconds = value.number else { return }
        guard let plausible = plausible(seconds, in: 0...Double(Plausibility.uptimeSeconds.upperBound), key) else { return }
        setOnce(\.uptimeSeconds, Int(plausible))
    }

    mutating func declareUnit(_ value: ReplyValue) {
        guard let text = value.string else { return }
        guard let unit = RateUnit.declared(text) else {
            warn(.unknownUnit, text)
            return
        }
        declaredUnit = unit
    }

    mutating func setNominal(_ value: Double, _ unit: RateUnit?) {
        guard value > 0 else { return }
        learnt += 1
        if nominal == nil { nominal = (value, unit) }
    }

    private mutating func errorCode(_ value: ReplyValue) {
        guard let code = value.integer(), reading.errorCodes.count < 32 else { return }
        reading.errorCodes.append(String(code))
        learnt += 1
    }

    /// Whatsminer tells hundredths of a volt; what is no supply voltage even so is left out silently (old firmwares tell a level).
    private mutating func setVoltage(_ value: ReplyValue, _ key: ReplyKey) {
        guard let number = value.number, number.isFinite else { return }
        let volts = number >= 800 && number <= 3_000 ? number / 100 : number
        if volts > 8, Plausibility.voltageVolts.contains(volts) { setOnce(\.voltageVolts, volts) }
    }
}
