/// One thing that applying a file does.
package enum TenancyChange: Sendable, Hashable {
    case createTenant(id: String, kind: TenantKind, parent: String?, name: String, slots: Int)
    case updateTenant(id: String, name: String, slots: Int)
    case enableTenant(id: String)
    /// The tenant is no longer in the file. Its rows stay.
    case disableTenant(id: String)
    case createMember(tenant: String, email: String, DesiredMember)
    case updateMember(tenant: String, email: String, DesiredMember)
    case enableMember(tenant: String, email: String)
    /// The member is no longer in the file.
    case disableMember(tenant: String, email: String)
    case setInstance(tenant: String, plugin: String, before: DesiredInstance?, after: DesiredInstance)

    /// Whom it concerns.
    package var tenantId: String {
        switch self {
        case .createTenant(let id, _, _, _, _), .updateTenant(let id, _, _), .enableTenant(let id), .disableTenant(let id): id
        case .createMember(let tenant, _, _), .updateMember(let tenant, _, _), .enableMember(let tenant, _), .disableMember(let tenant, _):
            tenant
        case .setInstance(let tenant, _, _, _): tenant
        }
    }
}

extension TenancyChange: CustomStringConvertible {
    /// One line for people.
    package var description: String {
        switch self {
        case .createTenant(let id, let kind, let parent, _, _): "create \(kind.rawValue) \(id)\(parent.map { " of \($0)" } ?? "")"
        case .updateTenant(let id, let name, let slots): "change \(id): name '\(name)', \(slots) slots"
        case .enableTenant(let id): "enable \(id)"
        case .disableTenant(let id): "disable \(id)"
        case .createMember(let tenant, let email, let member): "add \(email) to \(tenant) as \(member.role.rawValue)"
        case .updateMember(let tenant, let email, let member): "change \(email) of \(tenant): \(member.role.rawValue)"
        case .enableMember(let tenant, let email): "enable \(email) of \(tenant)"
        case .disableMember(let tenant, let email): "disable \(email) of \(tenant)"
        case .setInstance(let tenant, let plugin, let before, let after):
            switch (before?.isEnabled ?? false, after.isEnabled) {
            case (false, true): "enable \(plugin) for \(tenant)"
            case (true, false): "disable \(plugin) for \(tenant)"
            default: "change the settings of \(plugin) for \(tenant)"
            }
        }
    }
}
