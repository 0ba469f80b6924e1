/// Compares three states: the file applied last, the file to apply, and the database.
///
/// A value that the file changed is taken from the file. One that only the console changed stays. What the file no longer has is
/// switched off, never deleted; what it never had is not touched.
struct TenancyPlanner {
    private let base: DesiredState
    private let stored: StoredState
    private var plan = TenancyPlan()

    /// - Parameter base: nil when no file was ever applied.
    /// - Throws: ``TenantsFileError`` if the file asks for what cannot be changed, such as another parent.
    static func plan(base: DesiredState?, file: TenantsFile, stored: StoredState) throws(TenantsFileError) -> TenancyPlan {
        let issues = impossible(file, stored)
        guard issues.isEmpty else { throw TenantsFileError(issues: issues) }
        var planner = TenancyPlanner(base: base ?? DesiredState(tenants: []), stored: stored)
        planner.plan(DesiredState(file))
        return planner.plan
    }

    private init(base: DesiredState, stored: StoredState) {
        self.base = base
        self.stored = stored
    }

    private mutating func plan(_ wanted: DesiredState) {
        let inOrder = wanted.tenants.filter { $0.kind != .client } + wanted.tenants.filter { $0.kind == .client }
        for tenant in inOrder { plan(tenant, base: base.tenant(tenant.id)) }
        for tenant in inOrder { planContents(tenant, base: base.tenant(tenant.id)) }
        let wantedEmails = Set(wanted.tenants.flatMap(\.members.keys))
        for tenant in base.tenants {
            for email in tenant.members.keys.sorted() where !wantedEmails.contains(email) {
                guard let person = stored.members[email], person.tenant == tenant.id, person.isEnabled else { continue }
                plan.changes.append(.disableMember(tenant: tenant.id, email: email))
            }
            guard wanted.tenant(tenant.id) == nil, stored.tenants[tenant.id]?.isEnabled == true else { continue }
            plan.changes.append(.disableTenant(id: tenant.id))
        }
    }

    private mutating func plan(_ wanted: DesiredTenant, base: DesiredTenant?) {
        guard let have = stored.tenants[wanted.id] else {
            plan.changes.append(
                .createTenant(id: wanted.id, kind: wanted.kind, parent: wanted.parent, name: wanted.name, slots: wanted.slots))
            return
        }
        let name = merge("\(wanted.id) name", base?.name, wanted.name, have.name)
        let slots = merge("\(wanted.id) slots", base?.slots, wanted.slots, have.slots)
        if name != have.name || slots != have.slots { plan.changes.append(.updateTenant(id: wanted.id, name: name, slots: slots)) }
        if merge("\(wanted.id) enabled", base.map { _ in true }, true, have.isEnabled), !have.isEnabled {
            plan.changes.append(.enableTenant(id: wanted.id))
        }
    }

    private mutating func planContents(_ wanted: DesiredTenant, base: DesiredTenant?) {
        for (email, member) in wanted.members.sorted(by: { $0.key < $1.key }) {
            plan(member, email, wanted.id, base: base?.members[email])
        }
        // What only the last file had is wanted off.
        let gone = Set((base?.instances ?? [:]).keys).subtracting(wanted.instances.keys)
        for plugin in (Array(wanted.instances.keys) + gone).sorted() {
            let before = base?.instances[plugin]
            var instance = wanted.instances[plugin] ?? before ?? .unconfigured
            if wanted.instances[plugin] == nil { instance.isEnabled = false }
            plan(instance, plugin, wanted.id, base: before)
        }
    }

    private mutating func plan(_ wanted: DesiredMember, _ email: String, _ tenant: String, base: DesiredMember?) {
        guard let have = stored.members[email] else {
            plan.changes.append(.createMember(tenant: tenant, email: email, wanted))
            return
        }
        let merged = DesiredMember(
            role: merge("\(email) role", base?.role, wanted.role, have.member.role),
            name: merge("\(email) name", base.map(\.name), wanted.name, have.member.name),
            accessStartMicros: merge(
                "\(email) access_start", base.map(\.accessStartMicros), wanted.accessStartMicros, have.member.accessStartMicros),
            accessEndMicros: merge("\(email) access_end", base.map(\.accessEndMicros), wanted.accessEndMicros, have.member.accessEndMicros))
        if merged != have.member { plan.changes.append(.updateMember(tenant: tenant, email: email, merged)) }
        if merge("\(email) enabled", base.map { _ in true }, true, have.isEnabled), !have.isEnabled {
            plan.changes.append(.enableMember(tenant: tenant, email: email))
        }
    }

    private mutating func plan(_ wanted: DesiredInstance, _ plugin: String, _ tenant: String, base: DesiredInstance?) {
        let have = stored.tenants[tenant]?.instances[plugin]
        guard let have else {
            // Off and never configured is what it is already.
            if wanted != .unconfigured { plan.changes.append(.setInstance(tenant: tenant, plugin: plugin, before: nil, after: wanted)) }
            return
        }
        let subject = "\(tenant)/\(plugin)"
        let merged = DesiredInstance(
            isEnabled: merge("\(subject) enabled", base?.isEnabled, wanted.isEnabled, have.isEnabled),
            networks: merge("\(subject) networks", base?.networks, wanted.networks, have.networks),
            settingsJSON: merge("\(subject) settings", base?.settingsJSON, wanted.settingsJSON, have.settingsJSON),
            isolation: merge("\(subject) isolation", base.map(\.isolation), wanted.isolation, have.isolation),
            quotas: merge("\(subject) quotas", base?.quotas, wanted.quotas, have.quotas))
        if merged != have { plan.changes.append(.setInstance(tenant: tenant, plugin: plugin, before: have, after: merged)) }
    }

    private mutating func merge<Value: Hashable>(_ subject: String, _ base: Value?, _ wanted: Value, _ have: Value) -> Value {
        if wanted == have { return have }
        guard let base, base == wanted else { return wanted }
        plan.kept.append(KeptEdit(subject: subject, inFile: Self.shown(wanted), kept: Self.shown(have)))
        return have
    }

    private static func shown<Value>(_ value: Value) -> String {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .optional else { return "\(value)" }
        return mirror.children.first.map { "\($0.value)" } ?? "none"
    }

    /// What is built into keys and rows and cannot follow a file.
    private static func impossible(_ file: TenantsFile, _ stored: StoredState) -> [TenantsFileIssue] {
        var issues: [TenantsFileIssue] = []
        func add(_ position: SourcePosition, _ message: String, _ expected: String, _ found: String) {
            issues.append(TenantsFileIssue(file: file.path, position: position, message: message, expected: expected, found: found))
        }
        let storedOperator = stored.tenants.values.first { $0.kind == .operator }
        for tenant in file.tenants {
            if let have = stored.tenants[tenant.id] {
                if have.kind != tenant.kind {
                    add(
                        tenant.position, "the kind of tenant '\(tenant.id)' cannot change", "kind \(have.kind.rawValue)",
                        tenant.kind.rawValue)
                } else if have.parent != tenant.parent {
                    add(
                        tenant.position, "client '\(tenant.id)' cannot move to another provider", "parent \(have.parent ?? "none")",
                        tenant.parent ?? "none")
                }
            } else if tenant.kind == .operator, let storedOperator {
                add(tenant.position, "the operator's id cannot change", "id \(storedOperator.id)", "'\(tenant.id)'")
            }
            for member in tenant.members {
                guard let have = stored.members[member.email], have.tenant != tenant.id else { continue }
                add(member.position, "'\(member.email)' is a member of another tenant", "tenant \(have.tenant)", "tenant \(tenant.id)")
            }
        }
        return issues
    }
}
