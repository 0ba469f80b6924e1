import Foundation
package import HostData
import PostgresClient

/// Brings the database to what a tenants.yaml asks for: all of it in one transaction, or nothing.
package final class ConfigurationApply: Sendable {
    private let store: TenancyStore
    private let directory: TenantDirectory
    private let hasher: PasswordHasher

    package init(database: Database, directory: TenantDirectory, hasher: PasswordHasher) {
        store = TenancyStore(pool: database.host)
        self.directory = directory
        self.hasher = hasher
    }

    /// What ``apply(_:origin:)`` would do now; changes nothing.
    /// - Throws: ``TenantsFileError`` if the file asks for the impossible, else `PostgresError`.
    package func preview(_ file: TenantsFile) async throws -> TenancyPlan {
        try await store.transaction { transaction in
            try Self.plan(file, base: try await transaction.appliedConfiguration(), stored: try await transaction.storedState())
        }
    }

    /// Applies a file three-way against the one applied last. Hosts that apply at once take turns; the second finds nothing to do.
    ///
    /// This host's directory shows the changes when the call returns, the others' as soon as they hear of it.
    /// - Throws: ``TenantsFileError`` if the file asks for the impossible or a password file does not serve, else `PostgresError`.
    ///   Nothing has changed then.
    package func apply(_ file: TenantsFile, origin: ChangeOrigin = .configuration) async throws -> ApplyReport {
        let report = try await store.transaction { transaction in
            try await transaction.lockTenancy()
            let base = try await transaction.appliedConfiguration()
            let plan = try Self.plan(file, base: base, stored: try await transaction.storedState())
            let desired = DesiredState(file)
            if plan.changes.isEmpty && base == desired {
                return ApplyReport(changes: [], kept: plan.kept, generation: try await transaction.generation())
            }
            var executor = TenancyChangeExecutor(transaction: transaction, passwords: try await self.firstPasswords(plan, file))
            for change in plan.changes { try await executor.execute(change) }
            try await transaction.remember(desired, origin)
            // The audit comes last: it makes every other writer of the audit wait.
            for event in executor.events { try await transaction.audit(event, origin) }
            try await transaction.audit(
                AuditEvent(
                    tenant: nil, action: "configuration.apply", subject: file.path,
                    afterJSON: "{\"changes\":\(plan.changes.count),\"kept\":\(plan.kept.count)}"), origin)
            return ApplyReport(changes: plan.changes, kept: plan.kept, generation: try await transaction.announceChange())
        }
        if directory.snapshot.generation < report.generation { try? await directory.refresh() }
        return report
    }

    /// What is to be done. Roll-ups, retention and the end of old sessions are the operator's jobs: without one they would never run, and
    /// nobody would be told.
    private static func plan(_ file: TenantsFile, base: DesiredState?, stored: StoredState) throws -> TenancyPlan {
        let known = stored.tenants.values.first { $0.kind == .operator }
        guard file.tenants.contains(where: { $0.kind == .operator }) || (known == nil && file.tenants.isEmpty) else {
            throw TenantsFileError(issues: [
                TenantsFileIssue(
                    file: file.path, position: file.tenants.first?.position ?? SourcePosition(line: 1, column: 1),
                    message: known.map { "the operator '\($0.id)' cannot be left out" } ?? "no tenant is the operator",
                    expected: "one tenant of kind operator, for the host's own work and for whoever switches plugins", found: "none")
            ])
        }
        return try TenancyPlanner.plan(base: base, file: file, stored: stored)
    }

    /// Hashes of the passwords for members that are new, by address.
    private func firstPasswords(_ plan: TenancyPlan, _ file: TenantsFile) async throws -> [String: PasswordHash] {
        let entries = Dictionary(uniqueKeysWithValues: file.tenants.flatMap(\.members).map { ($0.email, $0) })
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent()
        var passwords: [String: PasswordHash] = [:]
        for case .createMember(_, let email, _) in plan.changes {
            guard let entry = entries[email], let relative = entry.passwordFile else { continue }
            let path = URL(fileURLWithPath: relative, relativeTo: folder).path
            do {
                passwords[email] = try await hasher.hash(passwordFile: path, email: email)
            } catch {
                guard error.code == .weakPassword || error.code == .notFound else { throw error }
                throw TenantsFileError(issues: [
                    TenantsFileIssue(
                        file: file.path, position: entry.position,
                        message: "the password file of '\(email)' does not serve: \(error.message)",
                        expected: "a file with a password", found: relative)
                ])
            }
        }
        return passwords
    }
}
