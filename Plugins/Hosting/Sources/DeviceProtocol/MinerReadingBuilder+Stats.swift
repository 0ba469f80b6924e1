/// The `stats` reply: numbered fields of boards and fans, a board an object on some firmwares, bracket text on Avalon.
extension MinerReadingBuilder {
    mutating func statsValue(_ key: ReplyKey, _ value: ReplyValue) {
        // SealMiner begins with the number: `0 Temp 1` is the second sensor of the first board. What else begins so is the board's too.
        if let lead = key.lead { return ledStatsValue(key, lead, value) }
        if let index = key.index, numberedStatsValue(key, index, value) { return }
        if let named = RateEntry.named(key.name) {
            guard let rate = rate(value, key) else { return }
            if named.unit == .megahash { usesMegahashKeys = true }
            if statsElementIsChain {
                board.offer(rate: rate, unit: named.unit, window: named.window)
                addRate(rate, named.window, named.unit, rank: .devices, summing: true)
            } else {
                addRate(rate, named.window, named.unit, rank: .stats)
            }
            return
        }
        switch key.name {
        case .chainId: statsElementIsChain = true
        case .chips where statsElementIsChain: board.reading.chips = value.integer(in: 0...10_000)
        case .chipTempMax, .temp:
            // `temp_max` of a whole Antminer is no chip's; only a chain's own object tells its chips.
            if statsElementIsChain, let celsius = temperature(value, key) { board.offerChip(celsius) }
        case .fanRpm:
            if key.spelling.count > 3 { addFan(index: Int(key.spelling[3]) - 48, rpm: value, keepingZero: false) }
        case .totalRateIdeal: if let rate = rate(value, key) { setNominal(rate, nil) }
        case .chainPower: setOnce(\.powerWatts, plausible(value, in: Plausibility.powerWatts, key))
        case .hardwareErrors where statsElementIsChain: break
        case .identifier: identity.statsIdentifier = identity.statsIdentifier.isEmpty ? value.string ?? "" : identity.statsIdentifier
        default:
            guard let frame = frames.last else { return }
            generalValue(key, value, in: frame)
        }
    }

    /// `chain_rate6`, `fan5`, `temp2_6`: true where the field is one of a numbered board or fan.
    private mutating func numberedStatsValue(_ key: ReplyKey, _ index: Int, _ value: ReplyValue) -> Bool {
        switch key.name {
        case .fan:
            addFan(index: index, rpm: value, keepingZero: false)
        case .temp, .tempPcb:
            if let celsius = hottest(value, key) { withSlot(index) { $0.offerBoard(celsius) } }
        case .temp2, .temp3, .tempChip:
            if let celsius = hottest(value, key) { withSlot(index) { $0.offerChip(celsius) } }
        case .chainRate:
            if let rate = rate(value, key) { withSlot(index) { $0.offer(rate: rate, unit: nil, window: .seconds5) } }
        case .chainRateIdeal:
            if let rate = rate(value, key), rate > 0 { withSlot(index) { $0.nominalRate = rate } }
        case .chainChips:
            if let chips = value.integer(in: 1...10_000) { withSlot(index) { $0.reading.chips = chips } }
        case .chainHardwareErrors:
            if let errors = value.integer(), errors > 0 { withSlot(index) { $0.reading.hardwareErrors = errors } }
        case .frequency:
            if let clock = plausible(value, in: Plausibility.frequencyMHz, key) {
                withSlot(index) { $0.reading.frequencyMHz = $0.reading.frequencyMHz ?? clock }
            }
        case .voltage, .chainVoltage:
            if let volts = supplyVolts(value) { withSlot(index) { $0.reading.voltageVolts = volts } }
        case .chainPower:
            if let watts = plausible(value, in: Plausibility.powerWatts, key) { withSlot(index) { $0.reading.powerWatts = watts } }
        default: return false
        }
        return true
    }

    /// `0 MHS(Sample)`, `1 Temp 3`, `2 Speed`: a field of the board or fan that it begins with.
    private mutating func ledStatsValue(_ key: ReplyKey, _ lead: Int, _ value: ReplyValue) {
        switch key.name {
        case .temp:
            // HonorKnight numbers its chips so, without a sensor behind.
            if key.index != nil, let celsius = temperature(value, key) { withSlot(lead) { $0.offerBoard(celsius) } }
        case .sampleMhs:
            guard let rate = rate(value, key) else { return }
            withSlot(lead) { $0.offer(rate: rate, unit: .megahash, window: .seconds5) }
            addRate(rate, .reported, .megahash, rank: .stats, summing: true)
        case .nominalMhs:
            if let rate = rate(value, key), rate > 0 {
                withSlot(lead) {
                    $0.nominalRate = rate
                    $0.nominalUnit = .megahash
                }
            }
        case .chips: if let chips = value.integer(in: 1...10_000) { withSlot(lead) { $0.reading.chips = chips } }
        case .frequency:
            if let clock = plausible(value, in: Plausibility.frequencyMHz, key) { withSlot(lead) { $0.reading.frequencyMHz = clock } }
        case .speed: addFan(index: lead, rpm: value, keepingZero: false)
        default: break
        }
    }

    /// VNish tells millivolts, asicseer hundredths.
    private func supplyVolts(_ value: ReplyValue) -> Double? {
        guard let number = value.number, number.isFinite, number > 0 else { return nil }
        let volts = number > 5_000 ? number / 1_000 : number > 100 ? number / 100 : number
        return Plausibility.voltageVolts.contains(volts) ? volts : nil
    }

    private mutating func withSlot(_ index: Int, _ change: (inout BoardScratch) -> Void) {
        guard Plausibility.boardIndex.contains(index) else { return }
        learnt += 1
        if let known = slots.firstIndex(where: { $0.reading.index == index }) {
            change(&slots[known])
            return
        }
        guard slots.count < 64 else { return }
        var slot = BoardScratch(index: index)
        change(&slot)
        slots.append(slot)
    }

    /// The highest of a number or of numbers joined by `-` ("22-53-21-50", "2--1-20-22"); nil where every sensor is absent or dead.
    mutating func hottest(_ value: ReplyValue, _ key: ReplyKey) -> Double? {
        guard case .text(let text) = value else { return temperature(value, key) }
        var hottest: Double?
        var position = 0
        while position < text.bytes.count {
            guard let number = ReplyNumber.parse(text.bytes, at: &position) else {
                position += 1
                continue
            }
            if let celsius = temperature(number, key) { hottest = max(hottest ?? celsius, celsius) }
            // The dash behind a number joins; another one behind it is a sign.
            if position < text.bytes.count { position += 1 }
        }
        return hottest
    }
}
