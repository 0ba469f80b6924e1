package import Foundation

/// What a plugin asks for, what was consented to, and taking that back.
package protocol GrantAdministering: Sendable {
    /// nil for a plugin that this host does not have.
    func grants(of plugin: String) async throws -> PluginGrantsStanding?

    /// Takes consent back: instances are made anew without these, and stop if they cannot be.
    /// - Throws: `TenancyFailure`; `refused` for one that is not granted.
    func withdraw(_ grants: Set<String>, plugin: String, by actor: MemberSession, requestId: String) async throws
}

/// What the version that serves asks for, and how that stands. Canonical texts, sorted.
package struct PluginGrantsStanding: Sendable {
    /// That somebody consented, or took it back.
    package struct Consent: Sendable {
        package let version: String
        package let grants: [String]
        package let withdrawn: [String]
        package let givenBy: String
        package let givenAt: Date

        package init(version: String, grants: [String], withdrawn: [String], givenBy: String, givenAt: Date) {
            self.version = version
            self.grants = grants
            self.withdrawn = withdrawn
            self.givenBy = givenBy
            self.givenAt = givenAt
        }
    }

    package let plugin: String
    package let version: String
    package let asks: [String]
    package let granted: [String]
    package let missing: [String]
    package let withdrawn: [String]
    package let consents: [Consent]

    package init(
        plugin: String, version: String, asks: [String], granted: [String], missing: [String], withdrawn: [String], consents: [Consent]
    ) {
        self.plugin = plugin
        self.version = version
        self.asks = asks
        self.granted = granted
        self.missing = missing
        self.withdrawn = withdrawn
        self.consents = consents
    }
}
