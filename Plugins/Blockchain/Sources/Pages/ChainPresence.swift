import PluginKit

/// Whether the host has a chain at all; where it has none, everything waits.
struct ChainPresence: Sendable {
    let context: PluginContext

    /// True only where the operator has named none: a chain that is away for a while is another matter.
    func isMissing() async -> Bool {
        do throws(PluginError) {
            // No tree has this size: it is asked for the refusal alone.
            _ = try await context.notary.receipt(key: "tree/0")
            return false
        } catch {
            return error.details.hasPrefix("not_configured")
        }
    }
}
