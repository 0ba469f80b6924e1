/// Tables that plugins can do without: they come and go with their owners, while the plugins that read them serve on.
extension RolloutFollower {
    /// Gives the plugins of this host the optional tables that are there since, and notes which they lack. Call it when plugins were loaded or
    /// went, or their versions changed.
    package func settleReads() async {
        for (plugin, known) in configured.sorted(by: { $0.key < $1.key }) where host.knows(plugin) {
            do {
                guard let (bundle, older) = try await standing(plugin, known) else { continue }
                let schema = service.schema(of: bundle)
                let found = try await service.database.host.withSession { try await schema.settleReads($0, beside: older) }
                host.setLacking(Set(found.keys), of: plugin)
                tell(found, plugin)
            } catch {
                logger.warning(
                    "the tables of others that a plugin can do without were not settled; they are at the next start of the host",
                    metadata: ["plugin": "\(plugin)", "error": "\(error)"])
            }
        }
    }

    /// The versions by which the plugin's schema stands; nil if none can be had.
    private func standing(_ plugin: String, _ known: Configured) async throws -> (bundle: PluginBundle, older: PluginBundle?)? {
        if let held = heldBack[plugin] { return held.older.map { ($0, nil) } }
        guard let rollout = try await service.store.rollout(of: plugin), rollout.applies(toConfigured: known.bundle.digest) else {
            return (known.bundle, nil)
        }
        let newer = try await service.bundle(plugin, digest: rollout.newer.digest, configured: known.bundle)
        guard rollout.state != .done else { return (newer, nil) }
        return (newer, try await service.bundle(plugin, digest: rollout.older.digest, configured: known.bundle))
    }

    private func tell(_ found: [TableGrant: String], _ plugin: String) {
        guard lacking.updateValue(found, forKey: plugin) ?? [:] != found else { return }
        let reasons = found.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        logger.info(
            found.isEmpty ? "a plugin has all tables of others that it asks for" : "a plugin does without tables of others",
            metadata: ["plugin": "\(plugin)", "lacking": "\(reasons.joined(separator: "; "))"])
    }
}
