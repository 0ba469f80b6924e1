/// Who asks in a trial: a member of one of its tenants.
package struct TrialPerson: Sendable, Hashable, CustomStringConvertible {
    /// The tenants of a trial. `client` and `neighbour` are clients of `provider`; `rival` is another provider.
    package enum Tenant: String, Sendable, Hashable, CaseIterable { case provider, client, neighbour, rival }

    package let tenant: Tenant
    package let role: MemberRole

    package init(tenant: Tenant, role: MemberRole) {
        self.tenant = tenant
        self.role = role
    }

    /// Reads `client/user`, or `client` for its owner; nil for anything else.
    package init?(_ text: String) {
        let words = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(words.count), let tenant = Tenant(rawValue: words[0]) else { return nil }
        guard let role = words.count == 2 ? MemberRole(rawValue: words[1]) : .owner else { return nil }
        self.init(tenant: tenant, role: role)
    }

    package var description: String { "\(tenant.rawValue)/\(role.rawValue)" }

    /// The owner of `client`: who asks if nobody is named.
    package static let standard = TrialPerson(tenant: .client, role: .owner)

    /// What a person who reads it expects.
    package static let expected =
        "a tenant (\(Tenant.allCases.map(\.rawValue).joined(separator: ", "))), or TENANT/ROLE with owner, admin, user or guest"
}
