import PluginKit

extension ContractTerms {
    /// The terms of a contract's row. Throws if a figure is no decimal.
    init(_ row: Row) throws {
        func decimal(_ name: String) throws -> Decimal {
            guard let value = try row.text(name).flatMap({ Decimal($0) }) else { throw PluginError(.internal, "\(name): no decimal.") }
            return value
        }
        guard let kind = try row.text("kind").flatMap(ContractKind.init(rawValue:)) else {
            throw PluginError(.internal, "kind: expected one of \(ContractKind.words.joined(separator: ", ")).")
        }
        guard let basis = try row.text("revenue_basis").flatMap(RevenueBasis.init(rawValue:)) else {
            throw PluginError(.internal, "revenue_basis: expected one of \(RevenueBasis.words.joined(separator: ", ")).")
        }
        self.init(
            kind: kind, pricePerKWh: try decimal("price_per_kwh"), feePerMachine: try decimal("fee_per_machine"),
            revenueSharePercent: try decimal("revenue_share_percent"), agreedUptimePercent: try decimal("agreed_uptime_percent"),
            curtailmentCreditPerKWh: try decimal("curtailment_credit_per_kwh"), taxPercent: try decimal("tax_percent"), revenueBasis: basis)
    }
}
