/// What a tenants.yaml asks of the database, without positions; stored after an apply as the base of the next.
struct DesiredState: Sendable, Hashable, Codable {
    /// In the order of the file.
    var tenants: [DesiredTenant]

    init(tenants: [DesiredTenant]) { self.tenants = tenants }

    init(_ file: TenantsFile) {
        tenants = file.tenants.map { tenant in
            DesiredTenant(
                id: tenant.id, kind: tenant.kind, parent: tenant.parent, name: tenant.name, slots: tenant.slots,
                members: Dictionary(
                    uniqueKeysWithValues: tenant.members.map { member in
                        let access = DesiredMember(
                            role: member.role, name: member.name, accessStartMicros: member.accessStartMicros,
                            accessEndMicros: member.accessEndMicros)
                        return (member.email, access)
                    }),
                instances: tenant.plugins.mapValues { instance in
                    DesiredInstance(
                        isEnabled: instance.isEnabled, networks: instance.networks.map(\.description), settingsJSON: instance.settingsJSON,
                        isolation: instance.isolation, quotas: instance.quotas)
                })
        }
    }

    func tenant(_ id: String) -> DesiredTenant? { tenants.first { $0.id == id } }
}

/// A tenant as a file wants it.
struct DesiredTenant: Sendable, Hashable, Codable {
    var id: String
    var kind: TenantKind
    var parent: String?
    var name: String
    var slots: Int
    /// By address.
    var members: [String: DesiredMember]
    /// By plugin.
    var instances: [String: DesiredInstance]
}

/// A member as a file wants it.
package struct DesiredMember: Sendable, Hashable, Codable {
    package var role: Role
    package var name: String?
    package var accessStartMicros: Int64?
    package var accessEndMicros: Int64?
}

/// An instance as a file wants it, or as the database has it.
package struct DesiredInstance: Sendable, Hashable, Codable {
    package var isEnabled: Bool
    /// CIDR blocks in their normal form.
    package var networks: [String]
    package var settingsJSON: String
    package var isolation: IsolationMode?
    /// Limits by name.
    package var quotas: [String: Int]

    package init(isEnabled: Bool, networks: [String], settingsJSON: String, isolation: IsolationMode?, quotas: [String: Int] = [:]) {
        self.isEnabled = isEnabled
        self.networks = networks
        self.settingsJSON = settingsJSON
        self.isolation = isolation
        self.quotas = quotas
    }

    /// Reads what was stored; a release before quotas stored none.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        isEnabled = try container.decode(Bool.self, forKey: .isEnabled)
        networks = try container.decode([String].self, forKey: .networks)
        settingsJSON = try container.decode(String.self, forKey: .settingsJSON)
        isolation = try container.decodeIfPresent(IsolationMode.self, forKey: .isolation)
        quotas = try container.decodeIfPresent([String: Int].self, forKey: .quotas) ?? [:]
    }

    /// What an instance is that was never configured.
    static let unconfigured = DesiredInstance(isEnabled: false, networks: [], settingsJSON: "{}", isolation: nil)
}
