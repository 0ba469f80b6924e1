/// Everything that one calculation needs.
struct CalculationInputs: Sendable {
    let market: MarketInputs
    let assumptions: AssumptionInputs
    let machine: MinerCase
    let outlook: Outlook

    static let names = Set(MarketInputs.names + AssumptionInputs.names + MachineInputs.names)

    /// Reads all fields. Nil if something is missing or wrong, which is noted.
    static func read(_ reader: inout InputReader, live: LiveMarket, catalogue: MinerCatalogue) -> CalculationInputs? {
        let machine = MachineInputs.read(&reader, catalogue: catalogue)
        guard let shared = SharedInputs.read(&reader, live: live), let machine else { return nil }
        return CalculationInputs(market: shared.market, assumptions: shared.assumptions, machine: machine, outlook: shared.outlook)
    }
}
