package import Foundation

/// The secrets that plugins want to be given. Values go in and never come out.
package protocol SecretAdministering: Sendable {
    /// What a plugin's manifest lists, and what of that is set.
    ///
    /// - Parameter tenant: As this tenant's instance finds it; nil for what holds for all tenants.
    /// - Throws: `SecretFailure`.
    func secrets(plugin: String, tenant: String?) async throws -> [SecretSummary]

    /// Sets one, audited without the value.
    /// - Throws: `SecretFailure`.
    func setSecret(_ value: String, plugin: String, name: String, tenant: String?, by actor: MemberSession, requestId: String) async throws

    /// Takes one away.
    /// - Throws: `SecretFailure`.
    func removeSecret(plugin: String, name: String, tenant: String?, by actor: MemberSession, requestId: String) async throws
}

/// One secret of a plugin, without its value.
package struct SecretSummary: Sendable {
    /// Where the value comes from that a plugin would read.
    package enum Source: String, Sendable { case tenant, installation, environment }

    package let name: String
    /// What it is for.
    package let description: String
    package let isRequired: Bool
    /// `installation` or `tenant`.
    package let scope: String
    /// Nil: it is not set.
    package let source: Source?
    /// When and by whom, where the one who asks may know.
    package let setAt: Date?
    package let setBy: String?
    /// The installed version that asks for it; nil for what a version that is loaded asks for.
    package let version: String?

    package init(
        name: String, description: String, isRequired: Bool, scope: String, source: Source?, setAt: Date? = nil, setBy: String? = nil,
        version: String? = nil
    ) {
        self.name = name
        self.description = description
        self.isRequired = isRequired
        self.scope = scope
        self.source = source
        self.setAt = setAt
        self.setBy = setBy
        self.version = version
    }
}

/// Why a secret was not set or read.
package enum SecretFailure: Error, Sendable {
    case unknownPlugin(String)
    /// Its manifest does not list it; the sentence says what it lists.
    case unknownSecret(String)
    /// The tenant may not have one of its own.
    case refused(String)
    /// The value cannot be taken.
    case invalid(String)
    case unavailable
}
