import Foundation
import HostData
import PostgresClient

extension TenancyTransaction {
    /// What the file applied last asked for; nil if there is none.
    func appliedConfiguration() async throws -> DesiredState? {
        guard let text = try await rows("SELECT content::text FROM app.applied_configuration").first({ try $0.text(0) }) else { return nil }
        return try JSONDecoder().decode(DesiredState.self, from: Data(text.utf8))
    }

    func remember(_ desired: DesiredState, _ origin: ChangeOrigin) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let content = String(decoding: try encoder.encode(desired), as: UTF8.self)
        try await rows(
            """
            INSERT INTO app.applied_configuration (content, applied_by) VALUES ($1::json, $2::text)
            ON CONFLICT (singleton) DO UPDATE SET content = EXCLUDED.content, applied_by = EXCLUDED.applied_by, applied_at = now()
            """, [.text(content), .text(AuditText.clean(origin.actor))])
    }

    func generation() async throws -> Int64 {
        try await rows("SELECT generation FROM app.tenancy_state").first { try $0.integer(0) } ?? 0
    }

    /// Everything that a file can ask for, as it is now.
    func storedState() async throws -> StoredState {
        var state = StoredState()
        let tenants = try await rows(
            """
            SELECT t.id, t.key, t.kind, p.id, t.name, t.slots::bigint, (t.disabled_at IS NULL)::int::bigint
            FROM app.tenants t LEFT JOIN app.tenants p ON p.key = t.parent_key
            """
        ).decode { row in
            StoredState.Tenant(
                id: try row.text(0), key: TenantKey(rawValue: try row.integer(1)), kind: try row.value(2), parent: row.optionalText(3),
                name: try row.text(4), slots: Int(try row.integer(5)), isEnabled: try row.integer(6) != 0)
        }
        for tenant in tenants { state.tenants[tenant.id] = tenant }
        let instances = try await rows(TenantDirectory.instancesSQL).decode(TenantDirectory.instance)
        for instance in instances {
            state.tenants[instance.tenantId]?.instances[instance.plugin] = DesiredInstance(
                isEnabled: instance.isEnabled, networks: instance.networks.map(\.description), settingsJSON: instance.settingsJSON,
                isolation: instance.isolation, quotas: instance.quotas)
        }
        let members = try await rows(
            """
            SELECT m.email, t.id, m.role, m.name, (extract(epoch FROM m.access_start) * 1000000)::bigint,
                (extract(epoch FROM m.access_end) * 1000000)::bigint, (m.disabled_at IS NULL)::int::bigint
            FROM app.members m JOIN app.tenants t ON t.key = m.tenant_id
            """
        ).decode { row in
            (
                email: try row.text(0),
                person: StoredState.Person(
                    tenant: try row.text(1),
                    member: DesiredMember(
                        role: try row.value(2), name: row.optionalText(3), accessStartMicros: row.optionalInteger(4),
                        accessEndMicros: row.optionalInteger(5)), isEnabled: try row.integer(6) != 0)
            )
        }
        for member in members { state.members[member.email] = member.person }
        return state
    }
}
