/// Boards that are objects of their own: `devs`, web chains, hash boards of Braiins OS and ePIC, `temps`.
extension MinerReadingBuilder {
    mutating func boardValue(_ key: ReplyKey, _ value: ReplyValue, in frame: Frame) {
        if let named = RateEntry.named(key.name) {
            guard let rate = rate(value, key) else { return }
            board.offer(rate: rate, unit: named.unit, window: named.window)
            addRate(rate, named.window, named.unit, rank: .devices, summing: true)
            return
        }
        switch key.name {
        case .index, .asc, .identifier, .slot, .name: boardNumber(key, value, in: frame)
        case .rateReal: if let rate = rate(value, key) { board.offer(rate: rate, unit: nil, window: .seconds5) }
        case .hashrate:
            // ePIC: a list whose first number is the rate in MH/s, then percents.
            guard frame.isList, key.index == 0, let rate = rate(value, key) else { return }
            board.offer(rate: rate, unit: .megahash, window: .realtime)
            addRate(rate, .realtime, .megahash, rank: .devices, summing: true)
        case .rateIdeal: if let rate = rate(value, key) { board.nominalRate = rate }
        case .nominalMhs: if let rate = rate(value, key) { setBoardNominal(rate, .megahash) }
        case .factoryGhs:
            identity.tellsFactoryRate = true
            if let rate = rate(value, key) { setBoardNominal(rate, .gigahash) }
        case .factoryHash: if let rate = rate(value, key) { setBoardNominal(rate, .terahash) }
        case .temperature, .tempPcb, .temp: if let celsius = temperature(value, key) { board.offerBoard(celsius) }
        case .tempChip, .chipTempMax: if let celsius = temperature(value, key) { board.offerChip(celsius) }
        case .degreeC: nestedTemperature(value, key, in: frame)
        case .degreesC: board.sensorCelsius = temperature(value, key)
        case .frequency: board.reading.frequencyMHz = plausible(value, in: Plausibility.frequencyMHz, key) ?? board.reading.frequencyMHz
        case .hertz:
            if let hertz = value.number { board.reading.frequencyMHz = plausible(hertz / 1e6, in: Plausibility.frequencyMHz, key) }
        case .voltage, .volt, .inputVoltage:
            board.reading.voltageVolts = plausible(value, in: Plausibility.voltageVolts, key) ?? board.reading.voltageVolts
        case .chips: board.reading.chips = value.integer(in: 0...10_000)
        case .hardwareErrors:
            board.reading.hardwareErrors = value.integer()
            if frame.section == .devices, let errors = value.integer() { deviceShares.hardwareErrors &+= errors }
        case .accepted: if frame.section == .devices, let shares = value.integer() { addDeviceShares(accepted: shares) }
        case .rejected: if frame.section == .devices, let shares = value.integer() { addDeviceShares(rejected: shares) }
        case .fanSpeedIn: addFan(index: 0, rpm: value, keepingZero: true)
        case .fanSpeedOut: addFan(index: 1, rpm: value, keepingZero: true)
        case .elapsed: break
        case .gigahashPerSecond, .megahashPerSecond, .terahashPerSecond: nestedBoardRate(key, value, in: frame)
        default: break
        }
    }

    private mutating func boardNumber(_ key: ReplyKey, _ value: ReplyValue, in frame: Frame) {
        guard !frame.isList, frame.beganElement || frame.name == .temperatures else { return }
        if key.name == .name {
            let name = value.string ?? ""
            if frame.section == .boards, frame.name == .temperatures {
                board.sensorName = name
            } else if let number = Int(name), Plausibility.boardIndex.contains(number) {
                board.reading.index = number
            } else if name.hasPrefix("Control") {
                board.isOther = true
            } else if name == "BTM_SOC" {
                sawBitmainDevice = true
            }
            return
        }
        // `id` of Braiins OS counts as the ASC number does elsewhere; where both stand, `ASC` comes first and `ID` may be the slot.
        if let number = value.integer(in: Plausibility.boardIndex) { board.reading.index = number }
    }

    private mutating func setBoardNominal(_ value: Double, _ unit: RateUnit) {
        guard value > 0 else { return }
        board.nominalRate = value
        board.nominalUnit = unit
    }

    private mutating func addDeviceShares(accepted: Int = 0, rejected: Int = 0) {
        deviceShares.accepted &+= accepted
        deviceShares.rejected &+= rejected
        deviceShares.isTold = true
    }

    private mutating func nestedTemperature(_ value: ReplyValue, _ key: ReplyKey, in frame: Frame) {
        guard let celsius = temperature(value, key) else { return }
        // {"highest_chip_temp": {"temperature": {"degree_c": …}}} and {"board_temp": {"degree_c": …}}
        let names = frames.suffix(2).map(\.name)
        if names.contains(.highestChipTemp) {
            board.offerChip(celsius)
        } else if names.contains(.boardTemp) {
            board.offerBoard(celsius)
        }
    }

    private mutating func nestedBoardRate(_ key: ReplyKey, _ value: ReplyValue, in frame: Frame) {
        guard let unit = RateEntry.nestedUnit(key.name), let rate = rate(value, key) else { return }
        if let window = RateEntry.nestedWindow(frame.name) {
            board.offer(rate: rate, unit: unit, window: window)
        } else if frame.name == .nominalHashrate {
            setBoardNominal(rate, unit)
        }
    }

    /// Braiins OS by GraphQL: {"degreesC": 71, "name": "Board"}.
    mutating func commitNamedSensor() {
        defer {
            board.sensorCelsius = nil
            board.sensorName = ""
        }
        guard let celsius = board.sensorCelsius else { return }
        switch board.sensorName {
        case "Chip", "Max Chip": board.offerChip(celsius)
        case "Board", "Max Board": board.offerBoard(celsius)
        default: break
        }
    }

    /// `temps` of Braiins OS and LuxOS, `Temperature` of Auradine.
    mutating func sensorValue(_ key: ReplyKey, _ value: ReplyValue, in frame: Frame) {
        switch key.name {
        case .boardTemperature: if let celsius = temperature(value, key) { board.offerBoard(celsius) }
        case .chipTemp: if let celsius = temperature(value, key) { board.offerChip(celsius) }
        case .temperature:
            guard let celsius = temperature(value, key) else { return }
            if frame.name == .chipTemp { board.offerChip(celsius) } else if frame.name == .boardTemp { board.offerBoard(celsius) }
        case .identifier, .name, .index: boardNumber(key, value, in: frame)
        default: break
        }
    }

    mutating func nestedRateValue(_ key: ReplyKey, _ value: ReplyValue, in frame: Frame) {
        if let named = RateEntry.named(key.name) {
            if let rate = rate(value, key) { addRate(rate, named.window, named.unit, rank: .summary) }
            return
        }
        guard let unit = RateEntry.nestedUnit(key.name), let rate = rate(value, key) else { return }
        if let window = RateEntry.nestedWindow(frame.name) {
            addRate(rate, window, unit, rank: .summary)
        } else if frame.name == .nominalHashrate {
            setNominal(rate, unit)
        }
    }
}
