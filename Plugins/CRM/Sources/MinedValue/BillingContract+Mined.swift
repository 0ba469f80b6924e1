import PluginKit

extension BillingContract {
    /// Whether the worth of what was mined is worked out from the hashrate: a share of it is agreed and nobody typed it.
    func isMined(_ inputs: BillingInputs) -> Bool { terms.sharesRevenue && terms.revenueBasis == .metered && inputs.minedRevenue == nil }

    /// Takes the network of every day of the period, or says which days are not known.
    ///
    /// - Parameter book: Nil where Analytics is not installed.
    mutating func take(_ book: NetworkBook?, from: CalendarDay, to: CalendarDay) throws -> BillingProblem? {
        guard let book else { return try problem(.noAnalytics) }
        switch book.cover(from: from, to: to) {
        case .whole(let days):
            network = days
            return nil
        case .missing(let days, let knowsNothing):
            var problem = try problem(knowsNothing ? .noMarket : .noNetwork)
            problem.missingDays = days
            return problem
        }
    }

    /// The worth of what was mined, for a contract with a share of it: what was typed goes before what the hashrate says.
    func mined(_ inputs: BillingInputs, _ hashrate: MeteredHashrate?) throws -> MinedValue? {
        if terms.kind == .revenueShare, let typed = inputs.minedRevenue { return .typed(typed) }
        guard isMined(inputs) else { return nil }
        guard let mined = hashrate?.mined(on: network) else {
            throw PluginError(.internal, "The hashrate of contract \(try id) is not of the days of its period.")
        }
        return mined
    }
}
