package import Foundation

/// What a tenant's plugin uses of what it may use.
package protocol UsageReporting: Sendable {
    /// The quotas of a plugin for a tenant with what is used of each; nil if it is not enabled for it.
    func usage(tenant: String, plugin: String) async throws -> PluginUsage?
}

/// The quotas of one plugin for one tenant at one time.
package struct PluginUsage: Sendable {
    /// False where the instance does not run on this host; then there are no quotas to tell.
    package let isRunning: Bool
    package let measuredAt: Date
    package let quotas: [QuotaUsage]

    package init(isRunning: Bool, measuredAt: Date, quotas: [QuotaUsage]) {
        self.isRunning = isRunning
        self.measuredAt = measuredAt
        self.quotas = quotas
    }
}

/// One limit and its use.
package struct QuotaUsage: Sendable {
    /// As in `plugin.yaml` and `tenants.yaml`: `rows_per_call`.
    package let name: String
    package let limit: Int
    package let used: Int
    /// `bytes`, `requests`, `milliseconds` …
    package let unit: String
    /// What the limit holds for: `now`, `minute`, `answer`, `call`, `total`.
    package let window: String
    /// How often somebody was refused for it since the host began.
    package let refusals: Int

    package init(name: String, limit: Int, used: Int, unit: String, window: String, refusals: Int) {
        self.name = name
        self.limit = limit
        self.used = used
        self.unit = unit
        self.window = window
        self.refusals = refusals
    }
}
