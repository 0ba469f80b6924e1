/// Versions of plugins, and the way of tenants from one to another.
package protocol VersionAdministering: Sendable {
    /// The versions of a plugin and its last rollout; nil if it is neither loaded nor installed.
    func versions(of plugin: String) async throws -> PluginVersions?

    /// What an upgrade would mean. Changes nothing: migrations are tried and rolled back.
    /// - Throws: ``VersionFailure``, ``TenancyFailure``.
    func forecast(_ request: UpgradeRequest) async throws -> UpgradeForecast

    /// Begins an upgrade, or gives the new version of one that is under way to another share. Hosts follow in their own time.
    /// - Parameter grants: What the one who asks consents to; needed where the version asks for more than was consented to.
    /// - Throws: ``VersionFailure``, ``TenancyFailure``; `consentRequired` if it asks for more than that.
    func upgrade(_ request: UpgradeRequest, consentingTo grants: Set<String>, by actor: MemberSession, requestId: String) async throws

    /// Ends an upgrade that everybody has followed: contract migrations run, and there is no way back.
    /// - Throws: ``VersionFailure``.
    /// - Parameter time: What each migration may take.
    func finish(plugin: String, within time: MigrationTime, by actor: MemberSession, requestId: String) async throws

    /// Gives everybody the old version again.
    /// - Throws: ``VersionFailure``.
    func rollBack(plugin: String, reason: String, by actor: MemberSession, requestId: String) async throws
}

/// What is asked for.
package struct UpgradeRequest: Sendable, Equatable {
    package let plugin: String
    /// An installed one.
    package let version: String
    package let share: UpgradeShare
    /// What each migration may take.
    package let time: MigrationTime

    package init(plugin: String, version: String, share: UpgradeShare, time: MigrationTime = .standard) {
        self.plugin = plugin
        self.version = version
        self.share = share
        self.time = time
    }
}

/// Who is to run the new version.
package enum UpgradeShare: Sendable, Equatable {
    case all
    /// Of the providers, each with its clients; 0 to 100.
    case percent(Int)
    /// By id, sorted; a provider takes its clients along.
    case tenants([String])
}

/// Why an upgrade was not begun or did not go on.
package struct VersionFailure: Error, Sendable {
    /// What kind of refusal.
    package enum Kind: Sendable {
        /// No such plugin or version.
        case unknown
        /// Another upgrade is under way, there is none, or a host has not followed.
        case conflict
        /// The version does not fit the data, the old version, or this host.
        case unfit
        /// A migration failed; the old version serves on.
        case migration
        /// The database is away.
        case unavailable
    }

    package let kind: Kind
    /// What a person can act on.
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
