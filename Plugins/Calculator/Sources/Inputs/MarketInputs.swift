/// The network and its market, as given or as stored.
struct MarketInputs: Sendable {
    let network: Network
    /// What was taken from the stored market.
    let stored: Set<MarketMetric>

    static let names = NumberField.ofMarket.map(\.name)

    /// Reads the fields; what is not given is taken from the stored market. Nil if something is missing or wrong, which is noted.
    ///
    /// A subsidy follows from the height. Where both are given they must agree: one of them would be wrong.
    static func read(_ reader: inout InputReader, live: LiveMarket) -> MarketInputs? {
        let hint = live.values.isEmpty ? " (no market data is stored here, so it must be given)" : ""
        let price = reader.number(.price, or: live.text(for: .price), hint: hint)
        let difficulty = reader.number(.difficulty, or: live.text(for: .difficulty), hint: hint)
        let fees = reader.number(.fees, or: live.text(for: .fees), hint: hint)
        // A subsidy that is given alone belongs to no height that is known here.
        let takesHeight = reader.text(NumberField.height.name) != nil || reader.text(NumberField.subsidy.name) == nil
        let heightText = reader.text(NumberField.height.name) ?? (takesHeight ? live.text(for: .height) : nil)
        let height = heightText == nil ? nil : reader.number(.height, or: heightText)
        var subsidy: DoubleDouble?
        if let height {
            let scheduled = SubsidySchedule.subsidyBTC(at: Int(height.double))
            if let given = reader.numberIfGiven(.subsidy), given != scheduled {
                reader.fault(NumberField.subsidy.name, expected: "\(scheduled.trimmed()), the subsidy at next_height, or nothing")
            }
            subsidy = scheduled
        } else if heightText == nil {
            subsidy = reader.number(.subsidy, or: live.text(for: .subsidy), hint: hint.isEmpty ? "" : hint.dropLast() + ", or next_height)")
        }
        guard let price, let difficulty, let fees, let subsidy, reader.faults.isEmpty else { return nil }
        let network = Network(
            difficulty: difficulty, subsidyBTC: subsidy, feesBTCPerBlock: fees, priceUSD: price, nextHeight: height.map { Int($0.double) })
        let stored = live.values.keys.filter { metric in
            switch metric {
            case .height: height != nil && reader.text(metric.field.name) == nil
            case .subsidy: height == nil && reader.text(metric.field.name) == nil
            default: reader.text(metric.field.name) == nil
            }
        }
        return MarketInputs(network: network, stored: Set(stored))
    }
}
