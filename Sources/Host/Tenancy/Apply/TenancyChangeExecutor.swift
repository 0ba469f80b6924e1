import HostData

/// Makes planned changes in an open transaction and gathers what the audit is to say about them.
struct TenancyChangeExecutor {
    let transaction: TenancyTransaction
    /// Hashes for new members, by address.
    let passwords: [String: PasswordHash]
    private(set) var events: [AuditEvent] = []
    private var keys: [String: TenantKey] = [:]

    init(transaction: TenancyTransaction, passwords: [String: PasswordHash]) {
        self.transaction = transaction
        self.passwords = passwords
    }

    mutating func execute(_ change: TenancyChange) async throws {
        switch change {
        case .createTenant(let id, let kind, let parent, let name, let slots): try await createTenant(id, kind, parent, name, slots)
        case .updateTenant(let id, let name, let slots):
            try await transaction.rows(
                "UPDATE app.tenants SET name = $2::text, slots = $3::int WHERE id = $1::text", [.text(id), .text(name), .int(Int64(slots))])
            try await note(change, id, "tenant.update", after: ["name": JSONWriter.string(name), "slots": "\(slots)"])
        case .enableTenant(let id):
            try await transaction.rows("UPDATE app.tenants SET disabled_at = NULL WHERE id = $1::text", [.text(id)])
            try await note(change, id, "tenant.enable")
        case .disableTenant(let id):
            try await transaction.rows("UPDATE app.tenants SET disabled_at = now() WHERE id = $1::text", [.text(id)])
            try await note(change, id, "tenant.disable")
        case .createMember(let tenant, let email, let member): try await createMember(change, tenant, email, member)
        case .updateMember(_, let email, let member):
            try await transaction.rows(
                """
                UPDATE app.members SET role = $2::text, name = $3::text, access_start = \(Self.time(4)), access_end = \(Self.time(5))
                WHERE email = $1::text
                """,
                [
                    .text(email), .text(member.role.rawValue), .init(member.name), .init(member.accessStartMicros),
                    .init(member.accessEndMicros),
                ])
            try await note(change, email, "member.update", after: ["role": JSONWriter.string(member.role.rawValue)])
        case .enableMember(_, let email):
            try await transaction.rows("UPDATE app.members SET disabled_at = NULL WHERE email = $1::text", [.text(email)])
            try await note(change, email, "member.enable")
        case .disableMember(_, let email):
            try await transaction.rows("UPDATE app.members SET disabled_at = now() WHERE email = $1::text", [.text(email)])
            try await transaction.rows(
                "DELETE FROM app.sessions s USING app.members m WHERE m.email = $1::text AND s.tenant_id = m.tenant_id AND s.member_id = m.id",
                [.text(email)])
            try await note(change, email, "member.disable")
        case .setInstance(let tenant, let plugin, let before, let after): try await setInstance(change, tenant, plugin, before, after)
        }
    }

    /// Numbers are counted in a table, so that one is never given again, whatever is purged.
    private mutating func createTenant(_ id: String, _ kind: TenantKind, _ parent: String?, _ name: String, _ slots: Int) async throws {
        let parentKey: TenantKey? = if let parent { try await key(parent) } else { nil }
        let newKey: TenantKey
        switch kind {
        case .operator: newKey = .operator
        case .provider: newKey = TenantKey(provider: try await nextNumber(counter: 0))
        case .client:
            let provider = parentKey?.providerNumber ?? 0
            newKey = TenantKey(provider: provider, client: try await nextNumber(counter: provider))
        }
        try await transaction.rows(
            """
            INSERT INTO app.tenants (key, id, kind, parent_key, name, slots)
            VALUES ($1::bigint, $2::text, $3::text, $4::bigint, $5::text, $6::int)
            """,
            [
                .int(newKey.rawValue), .text(id), .text(kind.rawValue), .init(parentKey?.rawValue), .text(name), .int(Int64(slots)),
            ])
        keys[id] = newKey
        events.append(
            AuditEvent(
                tenant: newKey, action: "tenant.create", subject: id,
                afterJSON: JSONWriter.object([
                    "kind": JSONWriter.string(kind.rawValue), "name": JSONWriter.string(name), "slots": "\(slots)",
                    "parent": parent.map(JSONWriter.string) ?? "null",
                ])))
    }

    private func nextNumber(counter: UInt32) async throws -> UInt32 {
        let number = try await transaction.rows(
            """
            INSERT INTO app.tenant_numbers AS n (provider_number, last_number) VALUES ($1::int, 1)
            ON CONFLICT (provider_number) DO UPDATE SET last_number = n.last_number + 1 RETURNING last_number
            """, [.int(Int64(counter))]
        ).first { try $0.integer(0) }
        guard let number, let small = UInt32(exactly: number) else { throw TenancyRowError(column: 0, expected: "a tenant number") }
        return small
    }

    private mutating func createMember(_ change: TenancyChange, _ tenant: String, _ email: String, _ member: DesiredMember) async throws {
        let hash = passwords[email]
        try await transaction.rows(
            """
            INSERT INTO app.members (tenant_id, email, role, name, access_start, access_end, password_hash, password_changed_at)
            VALUES ($1::bigint, $2::text, $3::text, $4::text, \(Self.time(5)), \(Self.time(6)), $7::text,
                    CASE WHEN $7::text IS NOT NULL THEN now() END)
            """,
            [
                .int(try await key(tenant).rawValue), .text(email), .text(member.role.rawValue), .init(member.name),
                .init(member.accessStartMicros), .init(member.accessEndMicros), .init(hash?.encoded),
            ])
        try await note(change, email, "member.create", after: ["role": JSONWriter.string(member.role.rawValue)])
    }

    private mutating func setInstance(
        _ change: TenancyChange, _ tenant: String, _ plugin: String, _ before: DesiredInstance?, _ after: DesiredInstance
    ) async throws {
        try await transaction.rows(
            """
            INSERT INTO app.plugin_instances AS i (tenant_id, plugin, enabled, settings, networks, isolation, quotas)
            VALUES ($1::bigint, $2::text, $3::boolean, $4::json, string_to_array($5::text, ',')::cidr[], $6::text, $7::json)
            ON CONFLICT (tenant_id, plugin) DO UPDATE SET enabled = EXCLUDED.enabled, settings = EXCLUDED.settings,
                networks = EXCLUDED.networks, isolation = EXCLUDED.isolation, quotas = EXCLUDED.quotas, version = i.version + 1, updated_at = now()
            """,
            [
                .int(try await key(tenant).rawValue), .text(plugin), .bool(after.isEnabled), .text(after.settingsJSON),
                .text(after.networks.joined(separator: ",")), .init(after.isolation?.rawValue),
                .text(QuotaLimits.encode(after.quotas)),
            ])
        let wasEnabled = before?.isEnabled ?? false
        if wasEnabled != after.isEnabled { try await transaction.liftDemotion(tenant: try await key(tenant), plugin: plugin) }
        let action = wasEnabled == after.isEnabled ? "plugin.configure" : after.isEnabled ? "plugin.enable" : "plugin.disable"
        try await note(change, "\(tenant)/\(plugin)", action, before: before.map(Self.fields), after: Self.fields(after))
    }

    private mutating func note(
        _ change: TenancyChange, _ subject: String, _ action: String, before: [String: String]? = nil, after: [String: String]? = nil
    ) async throws {
        events.append(
            AuditEvent(
                tenant: try await key(change.tenantId), action: action, subject: subject, beforeJSON: before.map(JSONWriter.object),
                afterJSON: after.map(JSONWriter.object)))
    }

    private static func fields(_ instance: DesiredInstance) -> [String: String] {
        [
            "enabled": "\(instance.isEnabled)", "networks": JSONWriter.array(instance.networks.map(JSONWriter.string)),
            "settings": instance.settingsJSON, "isolation": instance.isolation.map { JSONWriter.string($0.rawValue) } ?? "null",
            "quotas": QuotaLimits.encode(instance.quotas),
        ]
    }

    private mutating func key(_ id: String) async throws -> TenantKey {
        if let key = keys[id] { return key }
        let found = try await transaction.rows("SELECT key FROM app.tenants WHERE id = $1::text", [.text(id)]).first {
            TenantKey(rawValue: try $0.integer(0))
        }
        guard let found else { throw TenancyRowError(column: 0, expected: "tenant '\(id)'") }
        keys[id] = found
        return found
    }

    /// A parameter in microseconds since 1970 UTC as a time; exact, unlike a floating-point epoch.
    private static func time(_ parameter: Int) -> String { "timestamptz 'epoch' + $\(parameter)::bigint * interval '1 microsecond'" }
}
