import Foundation
package import HostData
import PostgresClient

/// Keeps what the operator consented to, for each plugin and version: who and when, in the database and in the audit.
package final class ConsentService: Sendable {
    private let store: TenancyStore
    private let directory: TenantDirectory

    package init(database: Database, directory: TenantDirectory) {
        store = TenancyStore(pool: database.host)
        self.directory = directory
    }

    /// Consents to all of `items` for a version. Idempotent: what the newest consent has already is not written again.
    ///
    /// This host's directory shows it when the call returns, the others' as soon as they hear of it.
    /// - Throws: ``ToggleError`` with `unavailable` without the database.
    package func give(plugin: String, version: String, items: [String], origin: ChangeOrigin) async throws(ToggleError) {
        try await write { transaction in
            let known = try await transaction.consents(plugin: plugin)
            let isKnown =
                known.last.map { Set($0.items).isSuperset(of: items) } == true
                || known.contains { $0.version == version && Set($0.items).isSuperset(of: items) }
            guard !isKnown else { return nil }
            return try await transaction.consent(plugin, version, Set(items).union(known.last?.items ?? []).sorted(), origin)
        }
    }

    /// The operator's file lists a plugin: consent to its present set if it is listed for the first time, and to what the file names.
    ///
    /// - Parameters:
    ///   - items: All that it asks for and gets.
    ///   - named: Those that the file's `grants` name one by one.
    /// - Throws: ``ToggleError`` with `unavailable` without the database.
    package func giveListed(plugin: String, version: String, items: [String], named: [String]) async throws(ToggleError) {
        try await write { transaction in
            let known = try await transaction.consents(plugin: plugin)
            let given = known.isEmpty ? Set(items) : Set(named)
            let before = Set(known.last?.items ?? [])
            guard known.isEmpty || !given.isSubset(of: before) else { return nil }
            return try await transaction.consent(plugin, version, given.union(before).sorted(), .configuration)
        }
    }

    /// - Parameter body: Returns the new generation, or nil if it changed nothing.
    private func write(_ body: @escaping @Sendable (TenancyTransaction) async throws -> Int64?) async throws(ToggleError) {
        let generation: Int64?
        do {
            generation = try await store.transaction { transaction in
                try await transaction.lockTenancy()
                return try await body(transaction)
            }
        } catch {
            throw ToggleError(.unavailable, "the consent needs the database, which refused or did not answer", cause: error)
        }
        if let generation, directory.snapshot.generation < generation { try? await directory.refresh() }
    }
}

extension TenancyTransaction {
    fileprivate func consents(plugin: String) async throws -> [GrantConsent] {
        try await rows(ConsentRows.sql + " WHERE plugin = $1::text ORDER BY id", [.text(plugin)]).decode(ConsentRows.consent)
    }

    fileprivate func consent(_ plugin: String, _ version: String, _ items: [String], _ origin: ChangeOrigin) async throws -> Int64 {
        let json = JSONWriter.array(items.map(JSONWriter.string))
        try await rows(
            "INSERT INTO app.plugin_consents (plugin, version, items, given_by) VALUES ($1::text, $2::text, $3::json, $4::text)",
            [.text(plugin), .text(version), .text(json), .text(AuditText.clean(origin.actor))])
        try await audit(
            AuditEvent(
                tenant: nil, action: "plugin.consent", subject: "\(plugin) \(version)",
                afterJSON: JSONWriter.object(["grants": json])), origin)
        return try await announceChange()
    }
}
