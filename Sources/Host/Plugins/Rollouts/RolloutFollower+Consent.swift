import HostData
import PostgresClient

/// Bundles that come by the configuration and ask for more than was consented to.
extension RolloutFollower {
    /// Brings the tables to a bundle that no rollout speaks of, unless it has to wait for consent.
    ///
    /// - Parameter rollout: The plugin's last one, which the bundle overrules.
    /// - Returns: The versions to load.
    func put(_ known: Configured, after rollout: Rollout?) async throws -> [RunnablePlugin] {
        let (newer, plugin) = (known.bundle, known.bundle.manifest.id)
        let missing = try await service.missingConsent(newer.manifest)
        let before = try await service.store.placed(plugin, after: rollout)
        guard let before, before.digest != newer.digest else {
            try await install(newer)
            try await note(newer, keyId: known.keyId)
            return [known.runnable(newer)]
        }
        guard !missing.isEmpty else { return try await replace(before, by: known, after: rollout) }
        var older: PluginBundle?
        var standing = "\(before.version) serves meanwhile"
        do {
            older = try await open(before, plugin, after: rollout)
        } catch let error as PostgresError {
            throw error
        } catch {
            standing =
                "none of its migrations has run; \(before.version), which served before, cannot serve meanwhile: \(error). "
                + "Consent with 'hashinsight plugins grant \(plugin)', or name the bundle of \(before.version) again and restart the host"
        }
        heldBack[plugin] = HeldBack(newer: newer, newerKeyId: known.keyId, older: older)
        host.hold(newer.digest, standing: standing)
        logger.warning(
            "a new version waits for consent; none of its migrations has run",
            metadata: [
                "plugin": "\(plugin)", "version": "\(newer.manifest.version)", "asks_for": "\(missing.joined(separator: ", "))",
                "meanwhile": "\(standing)", "consent": "hashinsight plugins grant \(plugin)",
            ])
        return [older, newer].compactMap(\.self).map(known.runnable)
    }

    /// Runs the migrations of a bundle that lies where another one was. They have the limit of an upgrade: other hosts may serve the version before.
    /// One that takes longer is rolled back; where none ran before it, the version before serves on.
    private func replace(_ before: PlacedVersion, by known: Configured, after rollout: Rollout?) async throws -> [RunnablePlugin] {
        let (newer, plugin) = (known.bundle, known.bundle.manifest.id)
        let schema = service.schema(of: newer)
        let pending = try? await service.database.host.withSession { try await schema.pendingMigrations($0).count }
        do {
            try await install(newer, limit: migrationLimit)
        } catch let error as SchemaError where error.code == .tookTooLong {
            let left = try await service.database.host.withSession { try await schema.pendingMigrations($0).count }
            guard left == pending, let older = try? await open(before, plugin, after: rollout) else { throw error }
            let standing =
                "\(before.version) serves on: \(error). Restart the host at a quiet hour with 'hashinsight serve --migration-seconds N' to put it in place"
            heldBack[plugin] = HeldBack(newer: newer, newerKeyId: known.keyId, older: older, isGivenUp: true)
            host.hold(newer.digest, standing: standing)
            logger.error(
                "a new version was not put in place, its migration took too long and was rolled back",
                metadata: [
                    "plugin": "\(plugin)", "version": "\(newer.manifest.version)", "meanwhile": "\(before.version)", "error": "\(error)",
                ])
            return [older, newer].map(known.runnable)
        }
        try await note(newer, keyId: known.keyId)
        return [known.runnable(newer)]
    }

    /// Goes on with what was consented to since: migrations first, then the instances.
    ///
    /// - Returns: Whether anything changed.
    func putConsented() async -> Bool {
        var hasChanged = false
        for (plugin, held) in heldBack where !held.isGivenUp {
            let version = "\(held.newer.manifest.version)"
            do {
                guard try await service.missingConsent(held.newer.manifest).isEmpty else { continue }
                if let older = held.older {
                    try await expand(held.newer, beside: older)
                } else {
                    try await install(held.newer, limit: migrationLimit)
                }
                // A newer configuration may have come in between; its bundle was readied then.
                guard heldBack[plugin]?.newer.digest == held.newer.digest else { continue }
                try await note(held.newer, keyId: held.newerKeyId)
            } catch let error as PostgresError {
                logger.warning("\(plugin) \(version): is brought in at the next try", metadata: ["error": "\(error)"])
                continue
            } catch {
                guard heldBack[plugin]?.newer.digest == held.newer.digest else { continue }
                heldBack[plugin]?.isGivenUp = true
                let meanwhile =
                    held.older.map { "cannot be brought in beside \($0.manifest.version), which serves on" } ?? "cannot be brought in"
                host.hold(
                    held.newer.digest,
                    standing: "it \(meanwhile): \(error). Restart the host to put it in place: it serves when its migrations have run")
                logger.error("\(plugin) \(version) \(meanwhile)", metadata: ["error": "\(error)"])
                continue
            }
            guard heldBack[plugin]?.newer.digest == held.newer.digest else { continue }
            heldBack[plugin] = nil
            host.release(held.newer.digest)
            host.choose([plugin: VersionChoice(base: held.newer.digest)])
            logger.info("a new version was consented to and serves", metadata: ["plugin": "\(plugin)", "version": "\(version)"])
            hasChanged = true
        }
        return hasChanged
    }

    /// The version before, with its tables as they were.
    private func open(_ before: PlacedVersion, _ plugin: String, after rollout: Rollout?) async throws -> PluginBundle {
        guard let digest = before.digest else {
            throw RolloutError(.unknownVersion, "which bundle it was is not known, it was put in place by an earlier release")
        }
        let older = try await service.served(
            plugin, Rollout.Version(version: before.version, digest: digest), keyId: before.keyId)
        if let rollout, rollout.state != .done, digest == rollout.older.digest,
            let tried = try? await service.bundle(plugin, digest: rollout.newer.digest, configured: nil)
        {
            try await expand(tried, beside: older)
        } else {
            try await install(older)
        }
        return older
    }

    private func note(_ bundle: PluginBundle, keyId: String?) async throws {
        try await service.store.note(
            PlacedVersion(version: "\(bundle.manifest.version)", digest: bundle.digest, keyId: keyId), plugin: bundle.manifest.id)
    }
}
