extension TenantsFileReader {
    /// What must hold between the values of a file: nothing twice, and every reference leads somewhere.
    /// - Parameter unreadIds: Tenants that are there but wrong in themselves.
    func checkRelations(_ plugins: [TenantsFile.PluginEntry], _ tenants: [Tenant], unreadIds: Set<String>) {
        checkUnique(plugins.map { ($0.id, $0.position) }, what: "plugin")
        checkUnique(tenants.map { ($0.entry.id, $0.entry.position) }, what: "tenant")
        checkUnique(tenants.flatMap { $0.entry.members.map { ($0.email, $0.position) } }, what: "member")
        let operators = tenants.filter { $0.entry.kind == .operator }
        for extra in operators.dropFirst() {
            issues.add(
                extra.entry.position, "there is a second operator", expected: "one tenant of kind operator", found: "'\(extra.entry.id)'")
        }
        for tenant in tenants {
            checkParent(tenant, tenants, unreadIds)
            checkPlugins(tenant, plugins.map(\.id))
            for member in tenant.entry.members { checkAccess(member) }
        }
    }

    /// Each name and each key once.
    func checkKeys(_ keys: [TenantsFile.TrustedKeyEntry]) {
        checkUnique(keys.map { ($0.name, $0.position) }, what: "key")
        for (index, key) in keys.enumerated() {
            guard let first = keys[..<index].first(where: { $0.publicKey == key.publicKey }) else { continue }
            issues.add(
                key.position, "the key of '\(key.name)' is given twice, first as '\(first.name)'", expected: "each key once",
                found: "'\(key.name)'")
        }
    }

    private func checkUnique(_ values: [(String, SourcePosition)], what: String) {
        var first: [String: SourcePosition] = [:]
        for (value, position) in values {
            if let earlier = first[value] {
                issues.add(
                    position, "\(what) '\(value)' is given twice, first on line \(earlier.line)", expected: "each \(what) once",
                    found: "'\(value)'")
            } else {
                first[value] = position
            }
        }
    }

    private func checkParent(_ tenant: Tenant, _ tenants: [Tenant], _ unreadIds: Set<String>) {
        let entry = tenant.entry
        let providers = tenants.filter { $0.entry.kind == .provider }.map(\.entry.id)
        let choice = providers.isEmpty ? "the id of a provider" : "one of \(providers.prefix(20).joined(separator: ", "))"
        guard entry.kind == .client else {
            if let parent = entry.parent {
                issues.add(
                    tenant.parentPosition ?? entry.position, "\(entry.kind.rawValue) '\(entry.id)' must not have a parent",
                    expected: "no key 'parent'", found: "'\(parent)'")
            }
            return
        }
        guard let parent = entry.parent else {
            // A parent of the wrong form has been reported already.
            if tenant.parentPosition == nil {
                issues.add(entry.position, "client '\(entry.id)' lacks its parent", expected: choice, found: "none")
            }
            return
        }
        guard !unreadIds.contains(parent) else { return }
        guard let target = tenants.first(where: { $0.entry.id == parent })?.entry else {
            let suggestion = NameSuggestion.nearest(to: parent, in: providers).map { "; did you mean '\($0)'?" } ?? ""
            issues.add(
                tenant.parentPosition ?? entry.position, "the parent of '\(entry.id)' is unknown\(suggestion)", expected: choice,
                found: "'\(parent)'")
            return
        }
        // A client's parent is a provider and a provider has none, so a cycle always shows here.
        if target.kind != .provider {
            let what = target.id == entry.id ? "itself" : "'\(parent)', of kind \(target.kind.rawValue)"
            issues.add(
                tenant.parentPosition ?? entry.position, "the parent of '\(entry.id)' is no provider", expected: choice, found: what)
        }
    }

    private func checkPlugins(_ tenant: Tenant, _ known: [String]) {
        for (plugin, position) in tenant.pluginPositions where !known.contains(plugin) {
            let suggestion = NameSuggestion.nearest(to: plugin, in: known).map { "; did you mean '\($0)'?" } ?? ""
            issues.add(
                position, "'\(tenant.entry.id)' uses an unknown plugin\(suggestion)",
                expected: known.isEmpty ? "a plugin listed under 'plugins'" : "one of \(known.joined(separator: ", "))",
                found: "'\(plugin)'")
        }
    }

    private func checkAccess(_ member: TenantsFile.MemberEntry) {
        guard let start = member.accessStartMicros, let end = member.accessEndMicros, start >= end else { return }
        issues.add(
            member.position, "access of '\(member.email)' ends before it starts", expected: "access_start before access_end",
            found: "the reverse")
    }
}
