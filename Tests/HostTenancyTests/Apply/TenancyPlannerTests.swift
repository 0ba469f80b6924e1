import HostData
import TestSupport
import Testing

@testable import HostTenancy

@Suite("The three-way plan")
struct TenancyPlannerTests {
    private func file(_ tenants: String) throws -> TenantsFile {
        try TenantsFile.parse(
            Array("version: 1\nplugins: [{id: hosting, path: p}, {id: crm, path: q}]\ntenants:\n\(tenants)".utf8), path: "t.yaml")
    }

    private let north =
        "  - {id: north, kind: provider, slots: 3, plugins: {hosting: {networks: [10.0.0.0/8]}}, members: [{email: n@x.test, role: owner}]}\n"
    private let alpha = "  - {id: alpha, kind: client, parent: north}\n"

    /// The database after a file was applied to an empty one.
    private func stored(_ file: TenantsFile) -> StoredState {
        var state = StoredState()
        for (index, tenant) in DesiredState(file).tenants.enumerated() {
            state.tenants[tenant.id] = StoredState.Tenant(
                id: tenant.id, key: TenantKey(provider: 1, client: UInt32(index)), kind: tenant.kind, parent: tenant.parent,
                name: tenant.name,
                slots: tenant.slots, isEnabled: true, instances: tenant.instances)
            for (email, member) in tenant.members {
                state.members[email] = StoredState.Person(tenant: tenant.id, member: member, isEnabled: true)
            }
        }
        return state
    }

    private func plan(_ base: TenantsFile?, _ file: TenantsFile, _ stored: StoredState) throws -> TenancyPlan {
        try TenancyPlanner.plan(base: base.map(DesiredState.init), file: file, stored: stored)
    }

    @Test("an empty database gets everything, providers before their clients whatever the order of the file")
    func first() throws {
        let plan = try plan(nil, try file(alpha + north), StoredState())
        #expect(
            plan.changes.map(\.description) == [
                "create provider north", "create client alpha of north", "add n@x.test to north as owner", "enable hosting for north",
            ])
        #expect(plan.kept.isEmpty)
    }

    @Test("applying the same file again does nothing")
    func again() throws {
        let file = try file(north + alpha)
        #expect(try plan(file, file, stored(file)) == TenancyPlan())
    }

    @Test("what only the console changed stays and is told")
    func console() throws {
        let file = try file(north + alpha)
        var state = stored(file)
        state.tenants["north"]?.instances["hosting"]?.isEnabled = false
        state.tenants["north"]?.slots = 9
        state.members["n@x.test"]?.member.role = .guest
        state.members["n@x.test"]?.isEnabled = false
        state.tenants["alpha"]?.isEnabled = false
        state.tenants["alpha"]?.instances["crm"] = .unconfigured
        let plan = try plan(file, file, state)
        #expect(plan.changes.isEmpty)
        #expect(
            Set(plan.kept.map(\.subject)) == ["north/hosting enabled", "north slots", "n@x.test role", "n@x.test enabled", "alpha enabled"])
        #expect(plan.kept.first { $0.subject == "north slots" }?.description.contains("= 9") == true)
    }

    @Test("what the file changed is taken from it, also where the console changed it too")
    func fileWins() throws {
        let base = try file(north)
        var state = stored(base)
        state.tenants["north"]?.slots = 9
        state.tenants["north"]?.instances["hosting"]?.isEnabled = false
        let changed = try file(north.replacing("slots: 3", with: "slots: 5").replacing("10.0.0.0/8", with: "10.1.0.0/16"))
        let plan = try plan(base, changed, state)
        #expect(plan.changes.count == 2)
        #expect(plan.changes.first == .updateTenant(id: "north", name: "north", slots: 5))
        guard case .setInstance(_, _, _, let after) = plan.changes[1] else { Issue.record("no instance"); return }
        #expect(after.networks == ["10.1.0.0/16"])
        #expect(!after.isEnabled, "the switch was not touched by the file")
        #expect(plan.kept.map(\.subject) == ["north/hosting enabled"])
    }

    @Test("what left the file is switched off, never deleted; what came back is switched on")
    func leaving() throws {
        let base = try file(north + alpha)
        let less = try file("  - {id: north, kind: provider, slots: 3}\n")
        let plan = try plan(base, less, stored(base))
        #expect(plan.changes.map(\.description) == ["disable hosting for north", "disable n@x.test of north", "disable alpha"])
        var off = stored(base)
        off.tenants["alpha"]?.isEnabled = false
        off.members["n@x.test"]?.isEnabled = false
        off.tenants["north"]?.instances["hosting"]?.isEnabled = false
        let back = try self.plan(less, base, off)
        #expect(Set(back.changes.map(\.description)) == ["enable alpha", "enable n@x.test of north", "enable hosting for north"])
    }

    @Test("what the file never had is not touched")
    func foreign() throws {
        let base = try file(north)
        var state = stored(try file(north + alpha))
        state.members["made@console.test"] = StoredState.Person(
            tenant: "north", member: DesiredMember(role: .user, name: nil), isEnabled: true)
        #expect(try plan(base, base, state) == TenancyPlan())
        #expect(try plan(nil, base, state) == TenancyPlan())
    }

    @Test("kinds, parents and a member's tenant cannot change, and the message says where")
    func impossible() throws {
        let base = try file(north + alpha + "  - {id: south, kind: provider}\n")
        let state = stored(base)
        for (text, line) in [
            (
                north + "  - {id: alpha, kind: client, parent: south}\n  - {id: south, kind: provider}\n",
                "t.yaml:5:10: client 'alpha' cannot move"
            ),
            ("  - {id: north, kind: operator}\n", "t.yaml:4:10: the kind of tenant 'north' cannot change"),
            (
                "  - {id: south, kind: provider, members: [{email: n@x.test, role: user}]}\n",
                "t.yaml:4:51: 'n@x.test' is a member of another tenant"
            ),
        ] {
            let wrong = try file(text)
            #expect { try plan(base, wrong, state) } throws: { "\($0)".hasPrefix(line) }
        }
    }

    @Test("after any edits a second plan finds nothing to do")
    func converges() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededRandom(seed)
        for _ in 0..<200 {
            let base = try random(&generator)
            let next = try random(&generator)
            var state = stored(try random(&generator))
            for change in try plan(base, next, state).changes { Self.perform(change, &state) }
            let second = try plan(next, next, state)
            #expect(second.changes.isEmpty, "seed \(seed)")
        }
    }

    private func random(_ generator: inout SeededRandom) throws -> TenantsFile {
        let slots = Int.random(in: 1...2, using: &generator)
        let hosting = ["{}", "{enabled: false}", "{networks: [10.0.0.0/8]}", "{isolation: worker}"].randomElement(using: &generator)!
        var text = "  - {id: north, kind: provider, slots: \(slots), plugins: {hosting: \(hosting)}"
        if Bool.random(using: &generator) {
            text += ", members: [{email: n@x.test, role: \(["owner", "user"].randomElement(using: &generator)!)}]"
        }
        text += "}\n"
        if Bool.random(using: &generator) { text += "  - {id: alpha, kind: client, parent: north, plugins: {crm: {}}}\n" }
        return try file(text)
    }

    /// What the executor does to the database, on the model of it.
    private static func perform(_ change: TenancyChange, _ state: inout StoredState) {
        switch change {
        case .createTenant(let id, let kind, let parent, let name, let slots):
            state.tenants[id] = StoredState.Tenant(
                id: id, key: TenantKey(provider: 1, client: 99), kind: kind, parent: parent, name: name, slots: slots, isEnabled: true)
        case .updateTenant(let id, let name, let slots):
            state.tenants[id]?.name = name
            state.tenants[id]?.slots = slots
        case .enableTenant(let id): state.tenants[id]?.isEnabled = true
        case .disableTenant(let id): state.tenants[id]?.isEnabled = false
        case .createMember(let tenant, let email, let member):
            state.members[email] = StoredState.Person(tenant: tenant, member: member, isEnabled: true)
        case .updateMember(_, let email, let member): state.members[email]?.member = member
        case .enableMember(_, let email): state.members[email]?.isEnabled = true
        case .disableMember(_, let email): state.members[email]?.isEnabled = false
        case .setInstance(let tenant, let plugin, _, let after): state.tenants[tenant]?.instances[plugin] = after
        }
    }
}
