import Foundation
import HostData

extension RolloutFollower {
    /// Readies a plugin that is about to be loaded: brings its schema to what its rollout says, or to the bundle if there is none. A bundle that
    /// asks for more than was consented to changes nothing yet: the version before it serves on, and ``turn(_:)`` goes on once there is consent.
    ///
    /// - Parameters:
    ///   - bundle: As configured or installed.
    ///   - keyId: Of the key that vouches for it.
    ///   - isFromFile: Whether the configuration names it.
    ///   - runnable: Makes what is loaded from a bundle of this plugin, with the limits of its entry.
    /// - Returns: The versions to load; then call ``catchUp()``.
    /// - Throws: `SchemaError`, `VettingError`, ``RolloutError`` if the rollout's bundles are not there, `PostgresError`.
    package func prepare(
        _ bundle: PluginBundle, keyId: String? = nil, isFromFile: Bool, runnable: @escaping @Sendable (PluginBundle) -> RunnablePlugin
    ) async throws -> [RunnablePlugin] {
        let plugin = bundle.manifest.id
        let known = Configured(bundle: bundle, isFromFile: isFromFile, keyId: keyId, runnable: runnable)
        configured[plugin] = known
        rollouts[plugin] = nil
        if let held = heldBack.removeValue(forKey: plugin) { host.release(held.newer.digest) }
        guard let rollout = try await service.store.rollout(of: plugin) else { return try await put(known, after: nil) }
        guard rollout.applies(toConfigured: bundle.digest) else {
            logger.warning(
                "the last upgrade is overruled: another bundle is configured since",
                metadata: ["plugin": "\(plugin)", "version": "\(bundle.manifest.version)", "upgrade": "\(rollout.summary)"])
            return try await put(known, after: rollout)
        }
        let newer = try await service.bundle(plugin, digest: rollout.newer.digest, configured: bundle)
        contracting[newer.digest] = newer.migrations.contains(where: \.isContract)
        guard rollout.state != .done else {
            try await install(newer)
            return [runnable(newer)]
        }
        let older = try await service.bundle(plugin, digest: rollout.older.digest, configured: bundle)
        try await expand(newer, beside: older)
        return rollout.state == .running ? [runnable(older), runnable(newer)] : [runnable(older)]
    }

    /// - Parameter limit: How long each migration may take; nil where no version served before.
    func install(_ bundle: PluginBundle, limit: MigrationLimit? = nil) async throws {
        let schema = service.schema(of: bundle)
        _ = try await service.database.host.withSession { session in
            try await schema.install(session, now: Int(Date().timeIntervalSince1970), limit: limit)
        }
    }

    func expand(_ newer: PluginBundle, beside older: PluginBundle) async throws {
        let schema = service.schema(of: newer)
        _ = try await service.database.host.withSession { session in
            try await schema.expand(session, beside: older, now: Int(Date().timeIntervalSince1970), limit: migrationLimit)
        }
    }
}
