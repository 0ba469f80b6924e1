import HostPlugins

extension UpgradeImpact {
    /// For people at a terminal.
    var lines: [String] {
        var lines = [
            "\(plugin) \(from) → \(to) for \(share): \(tenants.isEmpty ? "no tenant that has it enabled" : tenants.joined(separator: ", "))"
        ]
        for (what, difference) in [("statements", statements), ("routes", routes), ("jobs", jobs)] where !difference.isEmpty {
            let parts = [("added", difference.added), ("changed", difference.changed), ("removed", difference.removed)]
            lines.append(
                "\(what): " + parts.filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: ", "))" }.joined(separator: "; "))
        }
        if !grantsAdded.isEmpty { lines.append("asks for more: \(grantsAdded.joined(separator: ", "))") }
        for secret in secretsAdded {
            let own = secret.scope == .tenant ? ", or for one tenant with --tenant" : ""
            lines.append(
                "asks for the secret \(secret.name) (\(secret.isRequired ? "required: without it a tenant stays on \(from)" : "optional")): "
                    + "\(secret.description); set it with 'hashinsight secrets set \(plugin) \(secret.name)'\(own)")
        }
        if !missingConsent.isEmpty {
            lines.append("waits for consent: \(missingConsent.joined(separator: ", ")); until then \(from) serves; --grant consents")
        }
        if migrations.isEmpty { lines.append("migrations: none") }
        for migration in migrations {
            let locks = migration.locks.map { lock in
                let rows = lock.rowCount >= MigrationTrial.countLimit ? "\(lock.rowCount) rows or more" : "\(lock.rowCount) rows"
                return "\(lock.mode) on \(lock.table) (\(rows), \(ByteSize.text(lock.bytes))\(lock.isRewritten ? ", written anew" : ""))"
            }
            let effect = locks.isEmpty ? "locks no table that is in use" : locks.joined(separator: ", ")
            let trial = migration.obstacle.map { "could not run now: \($0)" } ?? "took \(migration.milliseconds) ms, \(effect)"
            lines.append(
                "migration \(migration.name): \(trial)"
                    + (migration.isContract
                        ? "; takes something away, so it runs only with --finish, after which there is no way back" : ""))
            if migration.holdsUpOthers {
                let shut = migration.locks.contains(where: \.shutsOutReaders) ? "reads or writes" : "writes"
                lines.append(
                    "  whoever \(shut) \(Set(migration.locks.map(\.table)).sorted().joined(separator: ", ")) waits as long, and the longer the more rows there are: choose a quiet hour"
                )
            }
        }
        return lines
    }
}
