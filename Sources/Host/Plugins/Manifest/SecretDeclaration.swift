package import HostData

/// A secret that a plugin wants to be given: `coingecko_api_key: {description: …, required: true, scope: installation}`.
package struct SecretDeclaration: Sendable, Hashable {
    /// Whose it is.
    package enum Scope: String, Sendable, CaseIterable {
        /// The operator sets one for all tenants.
        case installation
        /// Each tenant may set its own; the operator's holds for those that have none.
        case tenant
    }

    package let name: String
    /// What it is for and where to get it, for whoever sets it.
    package let description: String
    /// Without it an instance waits and is not served.
    package let isRequired: Bool
    package let scope: Scope
    /// Where nobody has set it, the host makes one at random for the tenant when it is first read.
    package let isGenerated: Bool

    package init(name: String, description: String, isRequired: Bool, scope: Scope, isGenerated: Bool = false) {
        self.name = name
        self.description = description
        self.isRequired = isRequired
        self.scope = scope
        self.isGenerated = isGenerated
    }

    /// The declaration of a secret that somebody wants to set or remove.
    ///
    /// - Parameter tenant: Whose it shall be; nil for all.
    /// - Throws: ``SecretError``: `notDeclared`, or `wrongTenant` if it holds for all tenants alone.
    package static func find(
        _ name: String, in declarations: [SecretDeclaration], plugin: String, tenant: String?
    ) throws(SecretError) -> SecretDeclaration {
        guard let found = declarations.first(where: { $0.name == name }) else {
            let known = declarations.isEmpty ? "none" : declarations.map(\.name).joined(separator: ", ")
            throw SecretError(.notDeclared, "\(plugin) has no secret of that name; its manifest lists: \(known)")
        }
        guard tenant == nil || found.scope == .tenant else {
            throw SecretError(
                .wrongTenant, "the secret '\(name)' of \(plugin) is set by the operator for all tenants; leave the tenant out")
        }
        return found
    }
}
