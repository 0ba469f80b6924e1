import PluginKit

/// The tenant's own sites in the database.
struct SiteStore: Sendable {
    let context: PluginContext

    private static let notFound = PluginError(.notFound, "There is no such site.")

    /// The site with its `name`, `location`, `capacity_mw` and `market`, and how many `miners`, `windows`, `rules` and `plans` refer to it.
    /// Throws `.notFound`.
    func one(_ id: Int64) async throws -> Row {
        guard let row = try await context.database.query("site_detail", .integer(id)).first else { throw SiteStore.notFound }
        return row
    }

    /// Writes a new site and gives its `id` and `market`. Throws `.denied` for a client, `.conflict` for a name that another site has.
    func insert(_ draft: SiteDraft, _ request: Request) async throws -> Row {
        try SiteStore.requireProvider(request)
        return try await write("site_insert", draft).one()
    }

    /// Changes a site. Throws as `insert` does, and `.notFound`.
    func update(_ id: Int64, to draft: SiteDraft, _ request: Request) async throws -> Row {
        try SiteStore.requireProvider(request)
        guard let row = try await write("site_update", draft, [.integer(id)]).first else { throw SiteStore.notFound }
        return row
    }

    /// Removes a site. Throws `.notFound`, and `.conflict` that counts what refers to it.
    func delete(_ id: Int64, _ request: Request) async throws {
        try SiteStore.requireProvider(request)
        do throws(PluginError) {
            if try await context.database.execute("site_delete", .integer(id)) == 1 { return }
        } catch {
            // Somebody referred to it at the same moment.
            guard error.sqlState == "23503" else { throw error }
        }
        throw SiteStore.isUsed(try await one(id))
    }

    /// What may refer to a site and so keep it.
    static let uses = ["miners", "rules", "plans", "windows"]

    private static func isUsed(_ row: Row) -> PluginError {
        let counts = uses.compactMap { name in (try? row[name] as Int64).flatMap { $0 > 0 ? "\(name): \($0)" : nil } }
        // Nothing that this tenant may see, as a miner that has come to another provider.
        let found = counts.isEmpty ? "something out of your sight" : counts.joined(separator: ", ")
        return PluginError(.conflict, "site: it is in use by \(found). Give these another site, or remove them.")
    }

    private static func requireProvider(_ request: Request) throws(PluginError) {
        guard request.tenantKind == .provider else { throw PluginError(.denied, "Sites belong to providers.") }
    }

    private func write(_ statement: String, _ draft: SiteDraft, _ first: [Value] = []) async throws(PluginError) -> Rows {
        let values: [Value] = [
            .text(draft.name), .text(draft.location), .number(draft.capacityMegawatts), draft.market.map { .text($0) } ?? .null,
        ]
        do throws(PluginError) {
            return try await context.database.batch([Database.Call(statement, parameters: first + values)])[0].rows
        } catch {
            throw error.isUniqueViolation ? draft.taken : error
        }
    }
}
