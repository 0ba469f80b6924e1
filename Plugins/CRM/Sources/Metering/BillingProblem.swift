/// Why a contract got no invoice for a period; the others go on.
struct BillingProblem: Sendable {
    enum Code: String, Sendable, CaseIterable {
        /// The client that the contract names is none of this tenant's.
        case noClient = "no_client"
        /// Another contract bills the same machines in the same time.
        case twoContracts = "two_contracts"
        /// A contract for a site begins or ends within the period of the one for the rest.
        case scopeChanges = "scope_changes"
        /// There is an invoice for the period, or for a part of it.
        case billedBefore = "billed_before"
        /// No machine of the client was there.
        case noMachines = "no_machines"
        /// The price is passed through, and none is stored for a day of the period.
        case noPrice = "no_price"
        /// Downtime is to be credited, and no machine ran or is in the catalogue of models.
        case noPower = "no_power"
        /// The contract's currency has no hundredths: one from before those were refused.
        case noHundredths = "no_hundredths"
        /// A share of the revenue, and nobody said what it was.
        case noRevenue = "no_revenue"
        /// A share of what the hashrate mined, and on some days nobody recorded network or price.
        case noNetwork = "no_network"
        /// The same, and Analytics is not installed.
        case noAnalytics = "no_analytics"
        /// The same, and nothing is recorded of the whole period.
        case noMarket = "no_market"
        /// A share of what the hashrate mined, which is worked out in US dollars, by a contract in another currency.
        case notUSD = "not_usd"
        /// Beyond what money holds.
        case tooLarge = "too_large"
    }

    let contractId: String
    let client: String
    let code: Code
    /// The contract or invoice in the way.
    var other: String?
    /// The first day without a price.
    var day: String?
    /// The days without network or price.
    var missingDays: [ClosedRange<CalendarDay>] = []

    /// `2026-01-03, 2026-01-10 – 2026-01-12`.
    private var missingDaysText: String {
        missingDays.map { $0.lowerBound == $0.upperBound ? $0.lowerBound.text : "\($0.lowerBound.text) – \($0.upperBound.text)" }
            .joined(separator: ", ")
    }

    /// For a person.
    var detail: String {
        switch code {
        case .noClient: "The contract names a client that is not one of yours."
        case .twoContracts:
            "Contract \(other ?? "") bills the same machines in the same time; end one, name a site in one, or make the invoices by hand."
        case .scopeChanges:
            "Contract \(other ?? "") for a site begins or ends within the period; bill the days before and after it by themselves."
        case .billedBefore: "Invoice \(other ?? "") is for this period or a part of it."
        case .noMachines:
            "No machine of the client falls to this contract in the period: it had none, or another contract's site or invoice has them."
        case .noPrice: "No price of power is stored for \(day ?? "") by the contract's tariff and currency."
        case .noPower: "The downtime cannot be credited: no machine ran, and none is in the list with its model. Make the invoice by hand."
        case .noHundredths:
            """
            The contract's currency is none of ISO 4217 that has two decimals, and amounts are kept in hundredths. Have one in another currency, \
            such as USD.
            """
        case .noRevenue: "The contract has a share of the revenue: say mined_revenue, in an invoice of its own."
        case .noNetwork:
            """
            Analytics did not record difficulty, block reward and price for half of the hours of \(missingDaysText). Type mined_revenue, as \
            the pool's statement has it, or bill the other days by themselves.
            """
        case .noAnalytics:
            """
            The hashrate's worth needs the plugin Analytics, which is not installed, or not in a version that fits. Type mined_revenue, as the \
            pool's statement has it, or have Analytics installed.
            """
        case .noMarket:
            """
            Analytics recorded no day's difficulty, block reward and price in the period: it was not switched on for this account, or nobody \
            answered it. Type mined_revenue, as the pool's statement has it.
            """
        case .notUSD: "What the hashrate mined is worked out in USD, and the contract is in another currency. Type mined_revenue in that."
        case .tooLarge: "The amounts have more than 16 digits before the point."
        }
    }
}
