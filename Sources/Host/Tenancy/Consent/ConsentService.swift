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
            guard !ConsentStanding(known, version: version).given.isSuperset(of: items) else { return nil }
            return try await transaction.consent(plugin, version, Set(items), after: known.last, origin)
        }
    }

    /// Takes back the consent to `items` for every version. Idempotent; what nobody has consented to is noted as withdrawn all the same.
    ///
    /// Hosts make the plugin's instances anew without them; one that cannot be made so stops.
    /// - Throws: ``ToggleError`` with `unavailable` without the database.
    package func withdraw(plugin: String, version: String, items: [String], origin: ChangeOrigin) async throws(ToggleError) {
        try await write { transaction in
            let known = try await transaction.consents(plugin: plugin)
            guard !Set(known.last?.withdrawn ?? []).isSuperset(of: items) else { return nil }
            return try await transaction.withdraw(plugin, version, Set(items), after: known.last, origin)
        }
    }

    /// The operator's file lists a plugin: consent to its present set if it is listed for the first time, and to what the file names.
    ///
    /// - Parameters:
    ///   - items: All that it asks for and gets.
    ///   - named: Those that the file's `grants` name one by one; what was withdrawn stays so until somebody consents to it again.
    /// - Throws: ``ToggleError`` with `unavailable` without the database.
    package func giveListed(plugin: String, version: String, items: [String], named: [String]) async throws(ToggleError) {
        try await write { transaction in
            let known = try await transaction.consents(plugin: plugin)
            guard let given = ListedConsent(items: items, named: named).given(beyond: known) else { return nil }
            return try await transaction.consent(plugin, version, given, after: known.last, .configuration)
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

    /// Adds to what was consented to before.
    fileprivate func consent(
        _ plugin: String, _ version: String, _ items: Set<String>, after last: GrantConsent?, _ origin: ChangeOrigin
    ) async throws -> Int64 {
        let next = GrantConsent.adding(items, to: last)
        return try await write(plugin, version, Set(next.given), Set(next.withdrawn), "plugin.consent", before: last, origin)
    }

    fileprivate func withdraw(
        _ plugin: String, _ version: String, _ items: Set<String>, after last: GrantConsent?, _ origin: ChangeOrigin
    ) async throws -> Int64 {
        let given = Set(last?.items ?? []).subtracting(items)
        return try await write(
            plugin, version, given, items.union(last?.withdrawn ?? []), "plugin.consent.withdraw", before: last, origin)
    }

    private func write(
        _ plugin: String, _ version: String, _ given: Set<String>, _ withdrawn: Set<String>, _ action: String, before: GrantConsent?,
        _ origin: ChangeOrigin
    ) async throws -> Int64 {
        func list(_ texts: some Sequence<String>) -> String { JSONWriter.array(texts.sorted().map(JSONWriter.string)) }
        try await rows(
            "INSERT INTO app.plugin_consents (plugin, version, items, given_by) VALUES ($1::text, $2::text, $3::json, $4::text)",
            [
                .text(plugin), .text(version), .text(list(given.sorted() + withdrawn.sorted().map { "-\($0)" })),
                .text(AuditText.clean(origin.actor)),
            ])
        var after = ["grants": list(given)]
        if !withdrawn.isEmpty { after["withdrawn"] = list(withdrawn) }
        try await audit(
            AuditEvent(
                tenant: nil, action: action, subject: "\(plugin) \(version)",
                beforeJSON: before.map { JSONWriter.object(["grants": list($0.items)]) }, afterJSON: JSONWriter.object(after)), origin)
        return try await announceChange()
    }
}
