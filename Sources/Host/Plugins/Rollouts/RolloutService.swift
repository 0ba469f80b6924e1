import Foundation
package import HostData
package import HostTenancy
import PostgresClient

/// Brings a plugin from one version to another while it serves, and back.
///
/// It speaks with the database alone: hosts hear of each change and follow (``RolloutFollower``), so a command in another process does
/// exactly what the running host does.
package struct RolloutService: Sendable {
    let database: Database
    package let store: RolloutStore
    let bundles: BundleStore
    let policy: @Sendable () -> BundlePolicy
    let manifests = ManifestMemory()
    /// What of a manifest's grants the operator has not consented to yet.
    let missingConsent: @Sendable (Manifest) async throws -> [String]

    /// - Parameter policy: Which bundles are accepted now.
    package init(
        database: Database, bundles: BundleStore, policy: @escaping @Sendable () -> BundlePolicy,
        missingConsent: @escaping @Sendable (Manifest) async throws -> [String] = { _ in [] }
    ) {
        self.database = database
        store = RolloutStore(database: database)
        self.bundles = bundles
        self.policy = policy
        self.missingConsent = missingConsent
    }

    /// What is to be done.
    package struct Request: Sendable {
        package let plugin: String
        /// An installed version.
        package let version: String
        package let share: RolloutShare
        /// What the configuration names as the plugin's bundle, or nil; a version that was installed and serves comes before it.
        package let configured: PluginBundle?
        /// How long each migration may take.
        package let limit: MigrationLimit

        package init(
            plugin: String, version: String, share: RolloutShare, configured: PluginBundle?, limit: MigrationLimit = .standard
        ) {
            self.plugin = plugin
            self.version = version
            self.share = share
            self.configured = configured
            self.limit = limit
        }
    }

    /// The two versions of an upgrade, and the one that is under way between them.
    struct Versions: Sendable {
        let base: String
        let older: PluginBundle
        let newer: PluginBundle
        let running: Rollout?
        /// The number of the rollout, this one or the next.
        let number: Int64
    }

    /// What the upgrade would mean. Changes nothing: migrations are tried and rolled back.
    ///
    /// - Throws: ``RolloutError``; `VettingError`, `SchemaError` and `BundleError` with what does not fit; `PostgresError`.
    package func impact(_ request: Request, snapshot: DirectorySnapshot) async throws -> UpgradeImpact {
        let versions = try await versions(request)
        guard try await hasSchema(versions.older) else {
            throw RolloutError(
                .conflict,
                "no host has run \(request.plugin) yet, so it has no tables to try migrations on; start a host, or upgrade without a dry run, which makes them"
            )
        }
        let schema = self.schema(of: versions.newer)
        let trials = try await database.host.withSession { try await schema.trial($0, beside: versions.older, limit: request.limit) }
        return UpgradeImpact(
            older: versions.older, newer: versions.newer, share: request.share, rollout: versions.number, snapshot: snapshot,
            migrations: trials, missingConsent: try await missingConsent(versions.newer.manifest))
    }

    /// Vets, migrates and lets the hosts follow. Called again for a rollout that is under way, it changes the share.
    ///
    /// - Returns: The rollout; hosts follow it in their own time (``RolloutStore/hosts(of:)``).
    /// - Throws: As ``impact(_:snapshot:)``.
    package func upgrade(_ request: Request, origin: ChangeOrigin) async throws -> Rollout {
        let versions = try await versions(request)
        let missing = try await missingConsent(versions.newer.manifest)
        guard missing.isEmpty else {
            throw RolloutError(
                .waitsForConsent,
                "\(request.plugin) \(request.version) asks for \(missing.joined(separator: ", ")), which nobody has consented to; \(versions.older.manifest.version) goes on serving"
            )
        }
        if let known = versions.running {
            let running = try await settled(known, origin: origin)
            guard !running.isContracted else {
                throw RolloutError(
                    .conflict,
                    "the upgrade of \(request.plugin) to \(running.newer.version) is half finished, its share is everybody; finish it before anything else"
                )
            }
            // Whoever began may have ended before the migrations were there; where they are, this does nothing.
            try await expand(versions.newer, beside: versions.older, request.limit)
            return try await store.set(share: request.share, of: running, origin: origin)
        }
        try await makeSchema(of: versions.older)
        let schema = self.schema(of: versions.newer)
        // All of it is tried first, so that nothing is begun that cannot be brought to its end.
        _ = try await database.host.withSession { try await schema.trial($0, beside: versions.older, limit: request.limit) }
        let begun = try await store.begin(
            plugin: request.plugin, base: versions.base,
            older: Rollout.Version(version: "\(versions.older.manifest.version)", digest: versions.older.digest),
            newer: Rollout.Version(version: "\(versions.newer.manifest.version)", digest: versions.newer.digest), origin: origin)
        do {
            try await expand(versions.newer, beside: versions.older, request.limit)
        } catch {
            _ = try? await store.end(begun, as: .failed, reason: "\(error)", origin: origin)
            throw error
        }
        return try await store.set(share: request.share, of: begun, origin: origin)
    }

    private func expand(_ newer: PluginBundle, beside older: PluginBundle, _ limit: MigrationLimit) async throws {
        let schema = self.schema(of: newer)
        do {
            _ = try await database.host.withSession { session in
                try await schema.expand(session, beside: older, now: Int(Date().timeIntervalSince1970), limit: limit)
            }
        } catch {
            throw RolloutError(
                .migrationFailed, "the upgrade of \(newer.manifest.id) goes no further, its tables could not be made: \(error)",
                cause: error)
        }
    }

    /// Gives everybody the old version again. Migrations that ran stay: they only added.
    ///
    /// - Throws: ``RolloutError`` (`conflict`) if there is nothing to go back from, or migrations have taken away what the old version
    ///   used; `PostgresError`.
    package func rollBack(plugin: String, reason: String, origin: ChangeOrigin) async throws -> Rollout {
        guard let last = try await store.rollout(of: plugin), last.state == .running || last.state == .done else {
            throw RolloutError(.conflict, "\(plugin) has no upgrade to go back from")
        }
        let rollout = try await settled(last, origin: origin)
        guard !rollout.isContracted else {
            let next = rollout.state == .done ? "upgrade to a newer one" : "finish it"
            throw RolloutError(
                .conflict,
                "\(plugin) cannot go back to \(rollout.older.version): contract migrations of the upgrade have run and took away what that version used; \(next)"
            )
        }
        let serving = try await bundles.bundles(plugin: plugin).first { $0.digest == rollout.older.digest }
        let mustServe = try await isServedFromStore(plugin)
        return try await store.end(rollout, as: .rolledBack, reason: reason, serving: mustServe ? serving : nil, origin: origin)
    }

    /// Ends a rollout that everybody has followed: runs the contract migrations, after which there is no way back.
    ///
    /// - Parameter limit: How long each migration may take: the new version serves meanwhile.
    /// - Throws: ``RolloutError`` (`conflict`) if a tenant still runs the old version or a host has not followed; what the migrations throw.
    package func finish(plugin: String, limit: MigrationLimit = .standard, origin: ChangeOrigin) async throws -> Rollout {
        guard let rollout = try await store.rollout(of: plugin), rollout.state == .running else {
            throw RolloutError(.conflict, "\(plugin) has no upgrade to finish")
        }
        guard rollout.share == .all else {
            throw RolloutError(
                .conflict, "\(plugin) \(rollout.newer.version) serves \(rollout.share) only; upgrade all tenants to it first")
        }
        for host in try await store.hosts(of: plugin) where host.revision < rollout.revision || host.older > 0 || host.waiting > 0 {
            throw RolloutError(
                .conflict,
                "the host \(host.host) has not brought all its tenants to \(rollout.newer.version) yet\(host.note.map { ": \($0)" } ?? ""); try again when plugins list says so"
            )
        }
        if let silent = try await store.silentHosts(of: plugin).first {
            throw RolloutError(
                .conflict, "the host \(silent) has not said yet which version its tenants run; try again when plugins list shows it")
        }
        let newer = try await bundle(plugin, digest: rollout.newer.digest, configured: nil)
        let schema = self.schema(of: newer)
        let current: Rollout
        do {
            current = try await database.host.withSession { session in
                // Held from the note to the last migration: whoever finds a note and nobody at work takes it back.
                try await schema.locked(session) {
                    let pending = try await schema.pendingMigrations(session)
                    let contracts = pending.contains(where: \.isContract)
                    let noted = contracts ? try await store.noteContraction(of: rollout, origin: origin) : rollout
                    try await schema.install(session, now: Int(Date().timeIntervalSince1970), sparesReaders: true, limit: limit)
                    return noted
                }
            }
        } catch let error as RolloutError {
            throw error
        } catch {
            if let noted = try? await store.rollout(of: plugin) { _ = try? await settled(noted, origin: origin) }
            throw RolloutError(.migrationFailed, "the upgrade of \(plugin) is not finished: \(error)", cause: error)
        }
        let serving = try await bundles.bundles(plugin: plugin).first { $0.digest == rollout.newer.digest }
        let mustServe = try await isServedFromStore(plugin)
        return try await store.end(current, as: .done, reason: nil, serving: mustServe ? serving : nil, origin: origin)
    }

    /// What makes and changes the tables of a plugin as a version says.
    func schema(of bundle: PluginBundle) -> PluginSchema {
        PluginSchema(bundle: bundle, password: { database.passwords.password(role: $0) })
    }

    private func hasSchema(_ bundle: PluginBundle) async throws -> Bool {
        let found = try await database.host.query(
            "SELECT to_regnamespace(quote_ident($1::text)) IS NOT NULL", .text(bundle.manifest.schemaName))
        return found.boolean(row: 0, column: 0) == true
    }

    /// Where no host has started yet, the version that is upgraded from has no tables: they are made as its first host would.
    private func makeSchema(of older: PluginBundle) async throws {
        guard try await !hasSchema(older) else { return }
        let schema = self.schema(of: older)
        _ = try await database.host.withSession { try await schema.install($0, now: Int(Date().timeIntervalSince1970)) }
    }

    private func isServedFromStore(_ plugin: String) async throws -> Bool {
        try await bundles.bundles(plugin: plugin).contains(where: \.isServing)
    }
}
