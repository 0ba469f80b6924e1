/// What running a machine costs: power, or a hosting business that brings it.
struct HostingContract: Sendable, Hashable {
    /// What is agreed.
    enum Kind: String, Sendable, CaseIterable {
        /// All in one price for each kWh metered; also who pays the utility itself.
        case allIn = "all_in"
        /// One price a machine and month, whatever it draws.
        case flat
        /// A fee a machine and month, and the power at its price.
        case basePassThrough = "base_pass_through"
        /// A share of what is mined, and power at its price, if any.
        case revenueShare = "revenue_share"
    }

    var kind: Kind = .allIn
    /// Whether the price of power is part of it.
    var billsPower: Bool { kind != .flat }
    var usdPerKWh = DoubleDouble.zero
    var usdPerMachineMonth = DoubleDouble.zero
    /// 0 to below 1, of what is left after the pool's fee.
    var revenueShare = DoubleDouble.zero

    /// The same contract at another price of power. A flat one bills none.
    func at(usdPerKWh price: DoubleDouble) -> HostingContract {
        guard billsPower else { return self }
        var other = self
        other.usdPerKWh = price
        return other
    }
}
