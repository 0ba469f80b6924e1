extension MinerReadingBuilder {
    /// The reading of everything added so far. The builder stays as it is and may take more.
    public func finish() -> MinerReading {
        var copy = self
        return copy.finished()
    }

    private mutating func finished() -> MinerReading {
        let identity = ReadingIdentity(identity, usesModules: moduleCount > 0)
        reading.model = identity.model
        reading.modules = max(1, moduleCount)
        reading.firmware = identity.firmware
        reading.algorithm = identity.algorithm ?? .sha256
        reading.uptimeSeconds = reading.uptimeSeconds ?? self.identity.systemUptime
        reading.powerWatts = reading.powerWatts ?? self.identity.powerRealtime
        finishCut()
        finishRates()
        finishBoards()
        finishShares()
        finishFans()
        return reading
    }

    private mutating func finishRates() {
        // Best window first, and within one the part that is believed first.
        rates.sort { ($0.window.rawValue, $0.rank.rawValue) < ($1.window.rawValue, $1.rank.rawValue) }
        reading.hashrates.reserveCapacity(rates.count)
        for told in rates where reading.hashrates.last?.window != told.window {
            let unit: RateUnit? = sawBitmainDevice && told.rank == .devices ? .gigahash : told.unit
            guard let rate = normalized(told.value, unit, what: told.window.label) else { continue }
            reading.hashrates.append(Hashrate(window: told.window, value: rate.value, unit: rate.unit))
        }
        if let nominal { reading.nominalHashrate = normalized(nominal.value, nominal.unit, what: "nominal")?.value }
    }

    /// The rate in the reading's unit: TH/s where hashes are counted and the algorithm is fast enough for it, else the algorithm's own.
    private mutating func normalized(_ value: Double, _ unit: RateUnit?, what: String) -> (value: Double, unit: RateUnit)? {
        let told = unit ?? declaredUnit ?? (usesMegahashKeys ? .megahash : .gigahash)
        let result: (value: Double, unit: RateUnit)
        switch reading.algorithm {
        case .equihash: result = (value, .kilosolution)
        // Bitmain's scrypt devices write megahashes under GHS.
        case .scrypt: result = (value, declaredUnit ?? .megahash)
        default: result = (value / (told.perTerahash ?? 1e3), .terahash)
        }
        let range = result.unit == .terahash ? Plausibility.terahashes : Plausibility.otherRate
        guard range.contains(result.value) else {
            warn(.outOfRange, "rate \(what): \(result.value) \(result.unit.rawValue)")
            return nil
        }
        return result
    }

    private mutating func finishBoards() {
        var boards = slots.filter(\.isPresent).sorted { $0.reading.index < $1.reading.index }
        // One object for the whole device is not a board of it.
        let own = devices.count > 1 || moduleCount > 0 || boards.isEmpty && sensors.count == 1 ? devices : []
        if devices.count == 1, own.isEmpty { takeWholeDevice(devices[0]) }
        if boards.isEmpty {
            boards = own
        } else if boards.count == own.count {
            for position in boards.indices { boards[position].complete(from: own[position]) }
        }
        mergeSensors(into: &boards)
        if boards.isEmpty { boards = sensors }
        if boardTemperatures.count > 1, boardTemperatures.count == boards.count {
            for position in boards.indices { boards[position].offerBoard(boardTemperatures[position]) }
        }
        reading.boards = boards.map { finished($0) }
        let chips = reading.boards.compactMap(\.chipTemperatureCelsius) + [reading.chipTemperatureCelsius].compactMap(\.self)
        reading.chipTemperatureCelsius = chips.max()
        reading.boardTemperatureCelsius = (reading.boards.compactMap(\.boardTemperatureCelsius) + boardTemperatures).max()
        let watts = reading.boards.compactMap(\.powerWatts)
        if reading.powerWatts == nil, !watts.isEmpty {
            let sum = watts.reduce(0, +)
            if Plausibility.powerWatts.contains(sum) { reading.powerWatts = sum }
        }
        let errors = reading.boards.compactMap(\.hardwareErrors)
        if reading.hardwareErrors == nil, !errors.isEmpty { reading.hardwareErrors = errors.reduce(0) { $0 &+ $1 } }
        if reading.hashrates.isEmpty { sumBoards() }
    }

    private mutating func takeWholeDevice(_ device: BoardScratch) {
        if let celsius = device.reading.boardTemperatureCelsius { boardTemperatures.append(celsius) }
        if let celsius = device.reading.chipTemperatureCelsius {
            reading.chipTemperatureCelsius = max(reading.chipTemperatureCelsius ?? celsius, celsius)
        }
    }

    private func mergeSensors(into boards: inout [BoardScratch]) {
        guard !sensors.isEmpty else { return }
        let sorted = sensors.sorted { $0.reading.index < $1.reading.index }
        for position in boards.indices {
            if let sensor = sorted.first(where: { $0.reading.index == boards[position].reading.index }) {
                boards[position].complete(from: sensor)
            } else if sorted.count == boards.count {
                boards[position].complete(from: sorted[position])
            }
        }
    }

    private mutating func finished(_ board: BoardScratch) -> BoardReading {
        var result = board.reading
        if let rate = board.rate { result.hashrate = normalized(rate, board.rateUnit, what: "board \(result.index)")?.value }
        if let rate = board.nominalRate, rate > 0 {
            result.nominalHashrate = normalized(rate, board.nominalUnit, what: "board \(result.index) nominal")?.value
        }
        return result
    }

    private mutating func sumBoards() {
        let told = reading.boards.compactMap(\.hashrate)
        guard !told.isEmpty else { return }
        let unit: RateUnit =
            switch reading.algorithm {
            case .scrypt: declaredUnit ?? .megahash
            case .equihash: .kilosolution
            default: .terahash
            }
        let sum = told.reduce(0, +)
        let range = unit == .terahash ? Plausibility.terahashes : Plausibility.otherRate
        if range.contains(sum) { reading.hashrates = [Hashrate(window: .reported, value: sum, unit: unit)] }
    }

    private mutating func finishShares() {
        if reading.acceptedShares == nil, deviceShares.isTold, reading.pools.isEmpty {
            reading.acceptedShares = deviceShares.accepted
            reading.rejectedShares = reading.rejectedShares ?? deviceShares.rejected
        }
        reading.acceptedShares = reading.acceptedShares ?? sum(\.accepted)
        reading.rejectedShares = reading.rejectedShares ?? sum(\.rejected)
        reading.staleShares = reading.staleShares ?? sum(\.stale)
    }

    private func sum(_ path: KeyPath<PoolReading, Int?>) -> Int? {
        let told = reading.pools.compactMap { $0[keyPath: path] }
        return told.isEmpty ? nil : told.reduce(0) { $0 &+ $1 }
    }

    private mutating func finishFans() {
        reading.fans.sort { $0.index < $1.index }
        // One list of a reply may tell a fan that another knows nothing of.
        reading.stillSockets.subtract(reading.fans.map(\.index))
        guard let fanPercent else { return }
        for position in reading.fans.indices where reading.fans[position].percent == nil { reading.fans[position].percent = fanPercent }
    }
}

extension BoardScratch {
    /// Takes what it does not know from another description of the same board.
    mutating func complete(from other: BoardScratch) {
        if let celsius = other.reading.chipTemperatureCelsius { offerChip(celsius) }
        if let celsius = other.reading.boardTemperatureCelsius { offerBoard(celsius) }
        if rate == nil, let known = other.rate {
            rate = known
            rateUnit = other.rateUnit
            rateWindow = other.rateWindow
        }
        if nominalRate == nil {
            nominalRate = other.nominalRate
            nominalUnit = other.nominalUnit
        }
        reading.frequencyMHz = reading.frequencyMHz ?? other.reading.frequencyMHz
        reading.voltageVolts = reading.voltageVolts ?? other.reading.voltageVolts
        reading.powerWatts = reading.powerWatts ?? other.reading.powerWatts
        reading.chips = reading.chips ?? other.reading.chips
        reading.hardwareErrors = reading.hardwareErrors ?? other.reading.hardwareErrors
    }
}
