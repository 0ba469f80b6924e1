import HostTenancy

/// What an upgrade would mean, to be shown first. Pure but for the migrations, which were tried.
package struct UpgradeImpact: Sendable {
    /// Names that a version adds, changes and takes away.
    package struct Difference: Sendable, Hashable {
        package let added: [String]
        package let changed: [String]
        package let removed: [String]

        init<Value: Equatable>(_ older: [(name: String, value: Value)], _ newer: [(name: String, value: Value)]) {
            let before = Dictionary(older.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            let after = Dictionary(newer.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            added = after.keys.filter { before[$0] == nil }.sorted()
            removed = before.keys.filter { after[$0] == nil }.sorted()
            changed = after.keys.filter { before[$0] != nil && before[$0] != after[$0] }.sorted()
        }

        /// Whether nothing differs.
        package var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }
    }

    package let plugin: String
    package let from: String
    package let to: String
    package let share: RolloutShare
    /// Ids of the tenants that have the plugin enabled and would run the new version.
    package let tenants: [String]
    package let statements: Difference
    package let routes: Difference
    package let jobs: Difference
    /// What the new version asks for and the old one did not.
    package let grantsAdded: [String]
    /// Secrets that the new version lists and the old one did not.
    package let secretsAdded: [SecretDeclaration]
    /// Grants that wait for the operator's consent: until then the old version serves.
    package let missingConsent: [String]
    package let migrations: [MigrationTrial]

    init(
        older: PluginBundle, newer: PluginBundle, share: RolloutShare, rollout: Int64, snapshot: DirectorySnapshot,
        migrations: [MigrationTrial],
        missingConsent: [String]
    ) {
        plugin = newer.manifest.id
        from = "\(older.manifest.version)"
        to = "\(newer.manifest.version)"
        self.share = share
        tenants = snapshot.tenants.filter {
            $0.kind != .operator && snapshot.isServed(tenant: $0.id, plugin: newer.manifest.id) && share.includes($0, rollout: rollout)
        }.map(\.id)
        statements = Difference(older.statements.map { ($0.name, $0.sql) }, newer.statements.map { ($0.name, $0.sql) })
        routes = Difference(
            older.manifest.routes.map { ("\($0.method.rawValue) \($0.path)", $0) },
            newer.manifest.routes.map { ("\($0.method.rawValue) \($0.path)", $0) })
        jobs = Difference(older.manifest.jobs.map { ($0.name, $0) }, newer.manifest.jobs.map { ($0.name, $0) })
        grantsAdded = GrantRequest(newer.manifest).items.subtracting(GrantRequest(older.manifest).items).map(\.description).sorted()
        secretsAdded = StagedSecret.added(by: newer.manifest, to: older.manifest).map(\.declaration)
        self.missingConsent = missingConsent
        self.migrations = migrations
    }
}
