import PluginKit

/// The days of which network and price are known. Pure.
struct NetworkBook: Sendable {
    /// What the book says of a period.
    enum Cover: Sendable, Equatable {
        /// Every day.
        case whole([NetworkDay])
        /// The days that are missing, those beside each other together; the whole period where nothing is known of any.
        case missing([ClosedRange<CalendarDay>], knowsNothing: Bool)
    }

    /// A day is known by so many of its hours at least.
    static let fewestHours: Int64 = 12

    private let days: [CalendarDay: NetworkDay]

    init(_ days: [NetworkDay]) { self.days = Dictionary(days.map { ($0.day, $0) }) { first, _ in first } }

    /// The days of a period, in rising order.
    func cover(from: CalendarDay, to: CalendarDay) -> Cover {
        var (found, missing) = ([NetworkDay](), [ClosedRange<CalendarDay>]())
        var day = from
        while day <= to {
            if let known = days[day] {
                found.append(known)
            } else if let last = missing.last, last.upperBound == day.adding(days: -1) {
                missing[missing.count - 1] = last.lowerBound...day
            } else {
                missing.append(day...day)
            }
            day = day.adding(days: 1)
        }
        return missing.isEmpty ? .whole(found) : .missing(missing, knowsNothing: days.isEmpty)
    }
}

extension NetworkBook {
    /// The rows of `network_days`, without days of which too little is known. Throws if one is no day of the network.
    init(_ rows: Rows) throws {
        var days: [NetworkDay] = []
        for row in rows where try row.integer("hours") ?? 0 >= Self.fewestHours {
            func decimal(_ name: String) throws -> Decimal? { try row.text(name).flatMap { Decimal($0) } }
            guard let day = try row.text("day").flatMap({ CalendarDay($0) }), let difficulty = try decimal("difficulty"),
                difficulty > .zero, let subsidy = try decimal("subsidy_btc"), let price = try decimal("price_usd")
            else { throw PluginError(.internal, "A day of the network has no date or no figures.") }
            days.append(
                NetworkDay(
                    day: day, difficulty: difficulty, subsidyBTC: subsidy, feesBTCPerBlock: try decimal("fees_btc_per_block"),
                    priceUSD: price))
        }
        self.init(days)
    }
}
