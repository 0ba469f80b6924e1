import PluginKit

/// What an invoice run has metered; by contract.
struct MeteredContracts: Sendable {
    /// A row of sums for each.
    let meterings: Rows
    /// Of each day, for contracts whose price changes within the period.
    var dayKWh: [String: [Decimal]] = [:]
    /// For contracts with a share of what the machines mined by their hashrate.
    var hashrates: [String: MeteredHashrate] = [:]
}
