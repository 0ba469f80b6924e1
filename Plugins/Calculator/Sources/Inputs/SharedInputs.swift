/// What all machines of a calculation share: the market and what is assumed.
struct SharedInputs: Sendable {
    let market: MarketInputs
    let assumptions: AssumptionInputs
    let outlook: Outlook

    static let names = MarketInputs.names + AssumptionInputs.names

    /// Reads the fields. Nil if something is missing or wrong, which is noted.
    static func read(_ reader: inout InputReader, live: LiveMarket) -> SharedInputs? {
        // Faults of the machine, read before, must not hide the market's.
        var own = reader.forgettingFaults()
        let market = MarketInputs.read(&own, live: live)
        let assumptions = AssumptionInputs.read(&own, network: market?.network)
        reader.add(own.faults)
        guard let market, let assumptions, own.faults.isEmpty else { return nil }
        return SharedInputs(market: market, assumptions: assumptions, outlook: assumptions.outlook(market.network))
    }
}
