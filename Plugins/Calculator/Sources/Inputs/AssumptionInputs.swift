/// How the pool pays and what is assumed about the time to come.
struct AssumptionInputs: Sendable {
    let scheme: PoolScheme
    let poolHashrateTHs: DoubleDouble?
    let growth: Growth
    let monthCount: Int
    let annualDiscount: DoubleDouble

    static let schemeName = "pool_scheme"
    static let cadenceName = "difficulty_growth_every"
    static let names = NumberField.ofAssumptions.map(\.name) + [schemeName, cadenceName]

    /// Reads the fields. Nil if something is wrong, which is noted.
    static func read(_ reader: inout InputReader, network: Network?) -> AssumptionInputs? {
        let scheme = reader.choice(schemeName, PoolScheme.self)
        let cadence = reader.choice(cadenceName, Growth.Cadence.self)
        let months = reader.whole(.months)
        let difficultyGrowth = reader.share(.difficultyGrowth)
        let priceGrowth = reader.share(.priceGrowth)
        let discount = reader.share(.discount)
        let poolHashrate = reader.numberIfGiven(.poolHashrate)
        if cadence == .retarget, let network, network.nextHeight == nil {
            reader.fault(NumberField.height.name, expected: "\(NumberField.height.expectation), to know when the difficulty changes")
        }
        guard let scheme, let cadence, let months, let difficultyGrowth, let priceGrowth, let discount else { return nil }
        let growth = Growth(difficultyFactor: .one + difficultyGrowth, cadence: cadence, monthlyPriceFactor: .one + priceGrowth)
        return AssumptionInputs(
            scheme: scheme, poolHashrateTHs: poolHashrate.map { $0 * DoubleDouble(1_000_000) }, growth: growth, monthCount: months,
            annualDiscount: discount)
    }

    /// The outlook that these assumptions give.
    func outlook(_ network: Network) -> Outlook {
        Outlook(network: network, growth: growth, scheme: scheme, monthCount: monthCount, annualDiscount: annualDiscount)
    }
}
