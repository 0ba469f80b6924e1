/// Avalon: a module is a miner of its own on a chain of the 7 and 8 series, the whole device on newer ones.
extension MinerReadingBuilder {
    /// GH/s that one difficulty-1 share a minute stands for.
    private static let gigahashesPerUtility = 4.294967296 / 60

    mutating func moduleValue(_ key: ReplyKey, _ value: ReplyValue) {
        guard case .text(let text) = value, moduleCount < 64 else { return }
        let module = AvalonModule(text.bytes)
        moduleCount += 1
        if identity.moduleVersion.isEmpty, !module.version.isEmpty {
            identity.moduleVersion = module.version
            learnt += 1
        }
        addModuleRates(module, key)
        addModuleBoards(module, key)
        for rpm in module.fanRpms { addFan(index: reading.fans.count + 1, rpm: .number(rpm), keepingZero: true) }
        if let percent = module.fanPercent { fanPercent = plausible(percent, in: Plausibility.percent, key) ?? fanPercent }
        if let ambient = module.ambient { setOnce(\.ambientTemperatureCelsius, temperature(ambient, key)) }
        if let clock = module.frequencyMHz { setOnce(\.frequencyMHz, plausible(clock, in: Plausibility.frequencyMHz, key)) }
        if let watts = module.powerWatts, let told = plausible(watts, in: Plausibility.powerWatts, key) {
            reading.powerWatts = (reading.powerWatts ?? 0) + told
            learnt += 1
        }
        if let watts = module.powerLimitWatts { setOnce(\.powerLimitWatts, plausible(watts, in: Plausibility.powerWatts, key)) }
        if let isIdle = module.isIdle { setPaused(isIdle) }
    }

    private mutating func addModuleRates(_ module: AvalonModule, _ key: ReplyKey) {
        if let average = module.averageGHs ?? module.workUtility.map({ $0 * MinerReadingBuilder.gigahashesPerUtility }),
            let rate = rate(.number(average), key)
        {
            addRate(rate, .sinceStart, .gigahash, rank: .stats, summing: true)
        }
        if let realtime = module.realtimeGHs, let rate = rate(.number(realtime), key) {
            addRate(rate, .realtime, .gigahash, rank: .stats, summing: true)
        }
        if let told = module.nominalGHs, let rate = rate(.number(told), key), rate > 0 {
            nominal = ((nominal?.unit == .gigahash ? nominal?.value ?? 0 : 0) + rate, .gigahash)
            learnt += 1
        }
    }

    private mutating func addModuleBoards(_ module: AvalonModule, _ key: ReplyKey) {
        let isWholeDevice = !module.boardGHs.isEmpty
        let count = isWholeDevice ? module.boardGHs.count : 1
        for offset in 0..<count {
            var board = BoardScratch(index: devices.count)
            if isWholeDevice {
                if let rate = rate(.number(module.boardGHs[offset]), key) { board.offer(rate: rate, unit: .gigahash, window: .sinceStart) }
                if offset < module.boardMaximum.count, let celsius = temperature(module.boardMaximum[offset], key) {
                    board.offerChip(celsius)
                }
            } else if let utility = module.workUtility, let rate = rate(.number(utility), key) {
                board.offer(rate: rate * MinerReadingBuilder.gigahashesPerUtility, unit: .gigahash, window: .sinceStart)
                board.nominalRate = module.nominalGHs
                board.nominalUnit = .gigahash
            }
            if board.reading.chipTemperatureCelsius == nil, count == 1, let maximum = module.maximum,
                let celsius = temperature(maximum, key)
            {
                board.offerChip(celsius)
            }
            if count == 1, let errors = module.hardwareErrors, (0...1e15).contains(errors) { board.reading.hardwareErrors = Int(errors) }
            if count == 1, let clock = module.frequencyMHz {
                board.reading.frequencyMHz = plausible(clock, in: Plausibility.frequencyMHz, key)
            }
            if board.isPresent, devices.count < 256 { devices.append(board) }
        }
    }
}
