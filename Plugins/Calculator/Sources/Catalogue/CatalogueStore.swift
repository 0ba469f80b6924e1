import PluginKit

/// The models, kept for a day.
///
/// The key names what the table holds, so a catalogue that an upgrade brings is seen with the next request, and one that goes back too.
struct CatalogueStore: Sendable {
    let context: PluginContext

    private static let freshness = Duration.seconds(86_400)

    /// Throws `PluginError` of the database.
    func catalogue() async throws -> MinerCatalogue {
        guard let mark = try await context.database.query("models_mark").first?.text("mark") else { return MinerCatalogue([]) }
        let kept = try await context.cache.cached("models/1/\(mark)", freshFor: Self.freshness) { try await read() }
        // What changed between the two statements was kept under a name that is not its own.
        return MinerCatalogue(kept.mark == mark ? kept.models : try await read().models)
    }

    private func read() async throws -> KeptCatalogue { try KeptCatalogue(try await context.database.query("models")) }
}
