import PluginKit

/// What the machines of a contract's metering hashed on each day of its period: a row of `hashrates_make`. Pure.
struct MeteredHashrate: Sendable, Equatable {
    /// Of all machines together, the mean of each day in TH/s.
    let dayTHs: [Decimal]
    /// What is added to it for gaps.
    let dayEstimatedTHs: [Decimal]
    let untoldHours: Decimal

    /// What was mined on these days; nil if they are not the hashrate's.
    func mined(on days: [NetworkDay]) -> MinedValue? {
        guard days.count == dayTHs.count, days.count == dayEstimatedTHs.count else { return nil }
        let mined = days.indices.map { index in
            MinedDay(
                network: days[index], hashrateTHs: dayTHs[index] + dayEstimatedTHs[index], estimatedTHs: dayEstimatedTHs[index])
        }
        return .metered(mined, untoldHours: untoldHours)
    }
}

extension MeteredHashrate {
    /// Throws if a figure is no decimal.
    init(_ row: Row) throws {
        func list(_ name: String) throws -> [Decimal] {
            try (row.text(name) ?? "").split(separator: ",").map { text in
                guard let value = Decimal(text) else { throw PluginError(.internal, "\(name): no decimal.") }
                return value
            }
        }
        self.init(
            dayTHs: try list("day_hashrate_ths"), dayEstimatedTHs: try list("day_estimated_ths"),
            untoldHours: try row.text("untold_hours").flatMap { Decimal($0) } ?? .zero)
    }
}
