extension MinerReadingBuilder {
    /// The value as a number that can be true; nil, with a warning, where it cannot. Absent and non-numeric values give nil without one.
    mutating func plausible(_ value: ReplyValue, in range: ClosedRange<Double>, _ key: ReplyKey) -> Double? {
        guard let number = value.number else { return nil }
        return plausible(number, in: range, key)
    }

    /// The same for a number already read.
    mutating func plausible(_ number: Double, in range: ClosedRange<Double>, _ key: ReplyKey) -> Double? {
        if range.contains(number) { return number }
        guard number.isFinite else {
            warn(.notANumber, ReplyText(bytes: key.spelling, hasEscapes: true).string(limit: 40))
            return nil
        }
        // Zero is how firmwares say that they do not know.
        guard number != 0 else { return nil }
        let name = ReplyText(bytes: key.spelling, hasEscapes: true).string(limit: 40)
        warn(number < 0 ? .negative : .outOfRange, "\(name): \(number)")
        return nil
    }

    /// A temperature that can be true. Zero is an absent sensor; far below freezing is a dead one.
    mutating func temperature(_ value: ReplyValue, _ key: ReplyKey) -> Double? {
        guard let number = value.number else { return nil }
        return temperature(number, key)
    }

    /// The same for a number already read; Elphapex tells thousandths of a degree.
    mutating func temperature(_ number: Double, _ key: ReplyKey) -> Double? {
        guard number != 0 else { return nil }
        let celsius = number >= 1_000 && number <= 150_000 ? number / 1_000 : number
        if Plausibility.temperatureCelsius.contains(celsius) { return celsius }
        let name = ReplyText(bytes: key.spelling, hasEscapes: true).string(limit: 40)
        warn(number.isFinite ? .deadSensor : .notANumber, "\(name): \(number)")
        return nil
    }

    /// A rate that is a number and not negative; how much can be true is decided once the unit is known.
    mutating func rate(_ value: ReplyValue, _ key: ReplyKey) -> Double? {
        guard let number = value.number else { return nil }
        if number == 0 { return 0 }
        return plausible(number, in: 0...1e15, key)
    }

    mutating func addRate(_ value: Double, _ window: AveragingWindow, _ unit: RateUnit?, rank: RateEntry.Rank, summing: Bool = false) {
        learnt += 1
        if let known = rates.firstIndex(where: { $0.rank == rank && $0.window == window }) {
            if summing, rates[known].unit == unit { rates[known].value += value }
            return
        }
        guard rates.count < 64 else { return }
        rates.append(RateEntry(rank: rank, window: window, value: value, unit: unit))
    }

    mutating func setOnce<Value>(_ path: WritableKeyPath<MinerReading, Value?>, _ value: Value?) {
        guard let value else { return }
        learnt += 1
        if reading[keyPath: path] == nil { reading[keyPath: path] = value }
    }
}
