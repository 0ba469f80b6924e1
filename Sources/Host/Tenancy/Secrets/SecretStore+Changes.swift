package import HostData
import PostgresClient

extension SecretStore {
    /// Sets a secret, in place of an earlier one; audited without the value. Every host finds it with its next read.
    ///
    /// - Parameter tenant: The tenant's id; nil for all tenants.
    /// - Throws: ``SecretError``: `wrongTenant`, `invalid`, `unavailable`.
    package func set(
        _ value: SecretValue, plugin: String, name: String, tenant: String?, origin: ChangeOrigin
    ) async throws(SecretError) {
        let keys = self.keys
        _ = try await change(plugin, name, tenant) { place, transaction in
            let sealed = try keys.seal(value, at: place)
            let before = try await transaction.rows(
                "SELECT 1::bigint FROM app.plugin_secrets WHERE tenant_id = $1::bigint AND plugin = $2::text AND name = $3::text",
                [.int(place.tenant.rawValue), .text(plugin), .text(name)]
            ).rowCount
            try await transaction.rows(
                """
                INSERT INTO app.plugin_secrets (tenant_id, plugin, name, key_id, sealed, set_by)
                VALUES ($1::bigint, $2::text, $3::text, $4::text, decode($5::text, 'hex'), $6::text)
                ON CONFLICT (tenant_id, plugin, name) DO UPDATE
                SET key_id = EXCLUDED.key_id, sealed = EXCLUDED.sealed, set_at = now(), set_by = EXCLUDED.set_by
                """,
                [
                    .int(place.tenant.rawValue), .text(plugin), .text(name), .text(keys.current.idText),
                    .text(HexDigits.text(sealed.bytes)), .text(AuditText.clean(origin.actor)),
                ])
            try await transaction.audit(
                AuditEvent(
                    tenant: tenant == nil ? nil : place.tenant, action: "secret.set", subject: Self.subject(plugin, name, tenant),
                    beforeJSON: "{\"set\":\(before > 0)}", afterJSON: "{\"set\":true}"), origin)
            return true
        }
    }

    /// Takes a secret away; instances that need it go on until they are made anew.
    ///
    /// - Returns: Whether there was one.
    /// - Throws: ``SecretError``: `wrongTenant`, `unavailable`.
    @discardableResult
    package func remove(plugin: String, name: String, tenant: String?, origin: ChangeOrigin) async throws(SecretError) -> Bool {
        try await change(plugin, name, tenant) { place, transaction in
            let removed = try await transaction.rows(
                """
                DELETE FROM app.plugin_secrets WHERE tenant_id = $1::bigint AND plugin = $2::text AND name = $3::text
                RETURNING 1::bigint
                """, [.int(place.tenant.rawValue), .text(plugin), .text(name)]
            ).rowCount
            guard removed > 0 else { return false }
            try await transaction.audit(
                AuditEvent(
                    tenant: tenant == nil ? nil : place.tenant, action: "secret.remove", subject: Self.subject(plugin, name, tenant),
                    beforeJSON: "{\"set\":true}", afterJSON: "{\"set\":false}"), origin)
            return true
        }
    }

    /// Seals everything with the current key that was sealed with another, all or nothing.
    ///
    /// - Returns: How many were sealed anew, and how many there are.
    /// - Throws: ``SecretError``; one that does not open is named, and nothing has changed then.
    package func rotate(origin: ChangeOrigin) async throws(SecretError) -> (sealedAnew: Int, all: Int) {
        let keys = self.keys
        do {
            return try await store.transaction { transaction in
                try await transaction.lockTenancy()
                try await transaction.act(as: .operator)
                let rows = try await transaction.rows(
                    "SELECT tenant_id, plugin, name, encode(sealed, 'hex') FROM app.plugin_secrets ORDER BY tenant_id, plugin, name"
                ).decode { row in
                    (
                        place: SecretPlace(
                            tenant: TenantKey(rawValue: try row.integer(0)), plugin: try row.text(1), name: try row.text(2)),
                        sealed: try row.hex(3)
                    )
                }
                var count = 0
                for row in rows {
                    let sealed = try SealedSecret(row.sealed)
                    let value = try keys.open(sealed, at: row.place)
                    guard sealed.keyId != keys.current.id else { continue }
                    let anew = try keys.seal(value, at: row.place)
                    try await transaction.rows(
                        """
                        UPDATE app.plugin_secrets SET key_id = $4::text, sealed = decode($5::text, 'hex')
                        WHERE tenant_id = $1::bigint AND plugin = $2::text AND name = $3::text
                        """,
                        [
                            .int(row.place.tenant.rawValue), .text(row.place.plugin), .text(row.place.name), .text(keys.current.idText),
                            .text(HexDigits.text(anew.bytes)),
                        ])
                    count += 1
                }
                if count > 0 {
                    try await transaction.audit(
                        AuditEvent(
                            tenant: nil, action: "secret.rotate", subject: "all",
                            afterJSON: "{\"key\":\"\(keys.current.idText)\",\"sealed_anew\":\(count)}"), origin)
                }
                return (count, rows.count)
            }
        } catch {
            throw Self.unavailable(error)
        }
    }

    /// - Parameter body: Returns whether something has changed.
    private func change(
        _ plugin: String, _ name: String, _ tenant: String?,
        _ body: @escaping @Sendable (SecretPlace, TenancyTransaction) async throws -> Bool
    ) async throws(SecretError) -> Bool {
        let done: (hasChanged: Bool, generation: Int64)
        do {
            done = try await store.transaction { transaction in
                try await transaction.lockTenancy()
                let key = try await Self.key(of: tenant, transaction)
                try await transaction.act(as: key)
                guard try await body(SecretPlace(tenant: key, plugin: plugin, name: name), transaction) else { return (false, 0) }
                return (true, try await transaction.announceChange())
            }
        } catch {
            throw Self.unavailable(error)
        }
        // The change is made; if this reading fails, the feed brings it.
        if directory.snapshot.generation < done.generation { try? await directory.refresh() }
        return done.hasChanged
    }

    private static func key(of tenant: String?, _ transaction: TenancyTransaction) async throws -> TenantKey {
        guard let tenant else { return .operator }
        let key = try await transaction.rows("SELECT key FROM app.tenants WHERE id = $1::text", [.text(tenant)])
            .first { TenantKey(rawValue: try $0.integer(0)) }
        guard let key else { throw SecretError(.wrongTenant, "there is no tenant '\(AuditText.clean(tenant))'") }
        guard key != .operator else {
            throw SecretError(.wrongTenant, "'\(AuditText.clean(tenant))' is the operator; its secrets hold for all: leave the tenant out")
        }
        return key
    }

    private static func subject(_ plugin: String, _ name: String, _ tenant: String?) -> String {
        (tenant.map { $0 + "/" } ?? "") + "\(plugin)/\(name)"
    }
}

extension TenancyTransaction {
    /// Says in whose name the statements run that follow.
    fileprivate func act(as tenant: TenantKey) async throws {
        try await rows("SELECT set_config('app.tenant', $1, true)", [.text(String(tenant.rawValue))])
    }
}
