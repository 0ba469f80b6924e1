import PluginKit

/// A table whose rows go when they have been over for long enough, and the statement that takes the oldest of them. Pure.
struct RetainedTable: Sendable {
    /// What the run's summary calls it.
    let name: String
    /// Takes when its rows must have been over at the latest, and how many go at most.
    let statement: String
    let days: Int

    /// The tables with what the settings say of each.
    static func all(_ settings: HostingSettings) -> [RetainedTable] {
        [
            RetainedTable(name: "samples", statement: "samples_prune", days: settings.keepSamplesDays),
            RetainedTable(name: "events", statement: "events_prune", days: settings.keepEventsDays),
            RetainedTable(name: "events_of_deleted_plans", statement: "deleted_events_prune", days: settings.keepEventsDays),
            RetainedTable(name: "operations", statement: "operations_prune", days: settings.keepOperationsDays),
            RetainedTable(name: "prices", statement: "prices_prune", days: settings.keepPricesDays),
            RetainedTable(name: "market_prices", statement: "market_prices_prune", days: settings.keepPricesDays),
        ]
    }

    /// What was over before this goes.
    func cutoff(at now: Timestamp) -> Timestamp { now.adding(seconds: -86_400 * Double(days)) }
}
