/// What a contract says about money. Amounts are in its currency, without tax.
struct ContractTerms: Sendable {
    let kind: ContractKind
    let pricePerKWh: Decimal
    let feePerMachine: Decimal
    /// 20 for a fifth of what is mined.
    let revenueSharePercent: Decimal
    /// 97 for an agreed uptime of 97 %; 0 where none is agreed.
    let agreedUptimePercent: Decimal
    /// For each kWh that was not consumed because of a curtailment.
    let curtailmentCreditPerKWh: Decimal
    let taxPercent: Decimal
    /// Of a share of the revenue.
    var revenueBasis = RevenueBasis.typed

    /// Whether what the power cost is looked up among the stored prices: the contract passes it through and has no price of its own.
    var passesStoredPrices: Bool { kind == .basePassThrough && pricePerKWh.isZero }
    /// Whether a share of what was mined is charged.
    var sharesRevenue: Bool { kind == .revenueShare && !revenueSharePercent.isZero }
}
