import PluginKit

/// The stored prices of all tariffs for a period. Pure.
struct PriceBook: Sendable {
    struct Tariff: Hashable, Sendable {
        let name: String
        let currency: String
    }

    /// What the book says of a period.
    enum Cover: Sendable, Equatable {
        /// One price after the other, from the first day to the last.
        case whole([PowerPrice])
        /// The first day without a price.
        case missing(CalendarDay)
    }

    private let prices: [Tariff: [PowerPrice]]

    init(_ prices: [Tariff: [PowerPrice]]) { self.prices = prices.mapValues { $0.sorted { $0.from < $1.from } } }

    /// The prices of a tariff, cut to the period. Those that adjoin and say the same are one.
    func cover(_ tariff: Tariff, from: CalendarDay, to: CalendarDay) -> Cover {
        var (found, next) = ([PowerPrice](), from)
        for price in prices[tariff] ?? [] where price.to >= next && next <= to {
            guard price.from <= next else { return .missing(next) }
            let last = min(price.to, to)
            if let before = found.last, before.pricePerKWh == price.pricePerKWh, before.source == price.source {
                found[found.count - 1] = PowerPrice(from: before.from, to: last, pricePerKWh: price.pricePerKWh, source: price.source)
            } else {
                found.append(PowerPrice(from: next, to: last, pricePerKWh: price.pricePerKWh, source: price.source))
            }
            next = last.adding(days: 1)
        }
        return next > to ? .whole(found) : .missing(next)
    }
}

extension PriceBook.Tariff {
    /// The one of a contract's row.
    init(_ contract: Row) throws { self.init(name: try contract.text("tariff") ?? "", currency: try contract.text("currency") ?? "") }
}

extension PriceBook {
    /// The rows of `prices_in_period`. Throws if one is not a price.
    init(_ rows: Rows) throws {
        var prices: [Tariff: [PowerPrice]] = [:]
        for row in rows {
            guard let from = try row.text("starts_on").flatMap({ CalendarDay($0) }),
                let to = try row.text("ends_on").flatMap({ CalendarDay($0) }),
                let price = try row.text("price_per_kwh").flatMap({ Decimal($0) })
            else { throw PluginError(.internal, "A stored price has no days or no figure.") }
            let tariff = Tariff(name: try row.text("tariff") ?? "", currency: try row.text("currency") ?? "")
            prices[tariff, default: []].append(
                PowerPrice(from: from, to: to, pricePerKWh: price, source: try row.text("source") ?? ""))
        }
        self.init(prices)
    }
}
