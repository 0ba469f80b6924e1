import HostOperate
import HostPlugins

/// Whether a host that has just started serves a plugin for all of its tenants.
struct HostReadiness: Sendable {
    let parts: HostParts
    let pluginId: String
    let tenants: [String]

    /// Waits until every instance serves.
    /// - Throws: ``Failure`` with the reason if one does not; `CancellationError`.
    func wait() async throws {
        let end = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < end {
            let components = parts.health.report.components
            for (what, health) in components where what.hasPrefix("the schema of") || what.hasPrefix("the host's") {
                if case .down(let reason) = health { throw Failure(.failed, "\(what): \(reason)") }
            }
            if let failure = parts.plugins.loadFailures[pluginId] { throw Failure(.failed, failure.message) }
            switch components["plugins"] {
            case .degraded(let reason)?: throw Failure(.failed, "the plugin is not loaded: \(reason); see the log")
            case .up?:
                for tenant in tenants {
                    if let trouble = parts.plugins.trouble(tenant: tenant, plugin: pluginId) {
                        throw Failure(.failed, "the instance for \(tenant) does not serve: \(trouble)")
                    }
                }
                return
            default: try await Task.sleep(for: .milliseconds(10))
            }
        }
        throw Failure(.failed, "the plugin's instances were not there after 120 s")
    }
}
