import Foundation
import HostData

extension RolloutFollower {
    /// Readies a plugin that is about to be loaded: brings its schema to what its rollout says, or to the bundle if there is none.
    ///
    /// - Parameters:
    ///   - bundle: As configured or installed.
    ///   - isFromFile: Whether the configuration names it.
    ///   - runnable: Makes what is loaded from a bundle of this plugin, with the limits of its entry.
    /// - Returns: The versions to load; then call ``catchUp()``.
    /// - Throws: `SchemaError`, `VettingError`, ``RolloutError`` if the rollout's bundles are not there, `PostgresError`.
    package func prepare(
        _ bundle: PluginBundle, isFromFile: Bool, runnable: @escaping @Sendable (PluginBundle) -> RunnablePlugin
    ) async throws -> [RunnablePlugin] {
        let plugin = bundle.manifest.id
        configured[plugin] = Configured(bundle: bundle, isFromFile: isFromFile, runnable: runnable)
        rollouts[plugin] = nil
        guard let rollout = try await service.store.rollout(of: plugin) else { return [runnable(try await install(bundle))] }
        guard rollout.applies(toConfigured: bundle.digest) else {
            logger.warning(
                "the last upgrade is overruled: another bundle is configured since",
                metadata: ["plugin": "\(plugin)", "version": "\(bundle.manifest.version)", "upgrade": "\(rollout.summary)"])
            return [runnable(try await install(bundle))]
        }
        let newer = try await service.bundle(plugin, digest: rollout.newer.digest, configured: bundle)
        contracting[newer.digest] = newer.migrations.contains(where: \.isContract)
        guard rollout.state != .done else { return [runnable(try await install(newer))] }
        let older = try await service.bundle(plugin, digest: rollout.older.digest, configured: bundle)
        let schema = service.schema(of: newer)
        _ = try await service.database.host.withSession { session in
            try await schema.expand(session, beside: older, now: Int(Date().timeIntervalSince1970))
        }
        return rollout.state == .running ? [runnable(older), runnable(newer)] : [runnable(older)]
    }

    private func install(_ bundle: PluginBundle) async throws -> PluginBundle {
        let schema = service.schema(of: bundle)
        _ = try await service.database.host.withSession { session in
            try await schema.install(session, now: Int(Date().timeIntervalSince1970))
        }
        return bundle
    }
}
