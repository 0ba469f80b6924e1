/// Pools, fans and power.
extension MinerReadingBuilder {
    mutating func poolValue(_ key: ReplyKey, _ value: ReplyValue) {
        switch key.name {
        case .url:
            if let number = value.integer(in: 0...1_000) { pool.index = number } else if let text = value.string { pool.url = text }
        case .index: if let number = value.integer(in: 0...1_000) { pool.index = number }
        case .user: pool.user = value.string ?? pool.user
        case .status: pool.status = poolStatus(value)
        case .alive: if let flag = value.flag { pool.status = flag ? .alive : .dead }
        case .priority: pool.priority = value.integer(in: 0...1_000_000)
        case .stratumActive, .active: pool.isActive = value.flag
        case .accepted: pool.accepted = value.integer()
        case .rejected: pool.rejected = value.integer()
        case .stale: pool.stale = value.integer()
        default: break
        }
    }

    private func poolStatus(_ value: ReplyValue) -> PoolReading.Status {
        guard case .text(let text) = value else { return .unknown }
        if text.equals("alive") { return .alive }
        // "Deed" is how the S19 and S21 spell it.
        if text.equals("dead") || text.equals("deed") || text.equals("unreachable") { return .dead }
        if text.equals("rejecting") { return .rejecting }
        if text.equals("disabled") { return .disabled }
        return .unknown
    }

    mutating func commitPool() {
        guard reading.pools.count < 16, !pool.url.isEmpty || !pool.user.isEmpty || pool.status != .unknown else { return }
        reading.pools.append(pool)
        learnt += 1
    }

    /// ePIC tells only the pool it works for.
    mutating func stratumValue(_ key: ReplyKey, _ value: ReplyValue) {
        if reading.pools.isEmpty {
            guard key.name == .url || key.name == .user || key.name == .connected else { return }
            reading.pools.append(PoolReading(index: 0))
            reading.pools[0].isActive = true
            learnt += 1
        }
        switch key.name {
        case .url: reading.pools[0].url = value.string ?? ""
        case .user: reading.pools[0].user = value.string ?? ""
        case .connected: reading.pools[0].status = value.flag == true ? .alive : .dead
        default: break
        }
    }

    mutating func fanValue(_ key: ReplyKey, _ value: ReplyValue) {
        switch key.name {
        case .identifier, .index, .fan: if let number = value.integer(in: 0...255) { fan.index = number }
        case .name: if let text = value.string, let number = Int(text), (0...255).contains(number) { fan.index = number }
        case .rpm: fan.rpm = rpm(value, key)
        case .speed:
            // A percentage on Braiins OS and LuxOS, revolutions on Auradine.
            guard let number = value.number, number.isFinite else { return }
            if number > 100 { fan.rpm = rpm(value, key) } else if number >= 0 { fan.percent = number }
        case .targetSpeedRatio: if let ratio = value.number, (0...1).contains(ratio) { fan.percent = ratio * 100 }
        default:
            if key.begins(with: "position"), let number = value.integer(in: 0...255) { fan.index = number }
            if key.name == .fansSpeed, value.number != nil { fanPercent = plausible(value, in: Plausibility.percent, key) }
        }
    }

    mutating func commitFan() {
        // Sockets without a fan are listed with 0 rpm.
        if fan.rpm == 0 { reading.stillSockets.insert(fan.index) }
        guard let rpm = fan.rpm, rpm > 0, reading.fans.count < 64 else { return }
        reading.fans.append(fan)
        learnt += 1
    }

    mutating func addFan(index: Int, rpm value: ReplyValue, keepingZero: Bool) {
        guard (0...255).contains(index), reading.fans.count < 64 else { return }
        let key = ReplyKey(name: .fan, index: index, spelling: UnsafeBufferPointer(start: nil, count: 0))
        guard let rpm = rpm(value, key) else { return }
        guard rpm > 0 || keepingZero else {
            reading.stillSockets.insert(index)
            return
        }
        learnt += 1
        if let known = reading.fans.firstIndex(where: { $0.index == index }) {
            if reading.fans[known].rpm == nil { reading.fans[known].rpm = rpm }
            return
        }
        var fan = FanReading(index: index)
        fan.rpm = rpm
        reading.fans.append(fan)
    }

    private mutating func rpm(_ value: ReplyValue, _ key: ReplyKey) -> Int? {
        guard let number = value.number else { return nil }
        if number == 0 { return 0 }
        return plausible(number, in: 1...Double(Plausibility.fanRpm.upperBound), key).map { Int($0) }
    }

    mutating func powerValue(_ key: ReplyKey, _ value: ReplyValue, in frame: Frame) {
        switch key.name {
        case .powerWatts, .powerInput: setOnce(\.powerWatts, plausible(value, in: Plausibility.powerWatts, key))
        case .powerLimit: setOnce(\.powerLimitWatts, plausible(value, in: Plausibility.powerWatts, key))
        case .watt:
            if frame.name == .approximatedConsumption { setOnce(\.powerWatts, plausible(value, in: Plausibility.powerWatts, key)) }
        default: break
        }
    }
}
