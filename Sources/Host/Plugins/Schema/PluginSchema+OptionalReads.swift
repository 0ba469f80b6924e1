/// Tables that a plugin can do without (`optional: true`).
///
/// What it is given follows what is there. A right is given in the transaction in which the server has checked every statement that reads the
/// table, so none runs unchecked; where one does not hold, since the owner is of a version that has the table otherwise, none is given.
extension PluginSchema {
    /// Gives what is there since and takes back what no longer fits. Nothing happens where all is as it was.
    ///
    /// - Parameter older: The version that serves beside this one.
    /// - Returns: What the plugin does without, with why.
    /// - Throws: The session's errors; what was given before stays then.
    package func settleReads(_ session: any SchemaSession, beside older: PluginBundle? = nil) async throws -> [TableGrant: String] {
        guard ([bundle] + (older.map { [$0] } ?? [])).contains(where: { !$0.manifest.grants.optionalTables.isEmpty }) else { return [:] }
        return try await locked(session) {
            var outcome = Outcome()
            try await settleReads(session, beside: older, isChanged: false, &outcome)
            return outcome.lacking
        }
    }

    /// As ``settleReads(_:beside:)``, by who holds the plugin's lock.
    ///
    /// - Parameters:
    ///   - isChanged: The statements are others, or were not checked: they are, though the same tables are there.
    ///   - outcome: Gets what is lacking, and the types of this version's statements that were checked.
    func settleReads(
        _ session: any SchemaSession, beside older: PluginBundle? = nil, isChanged: Bool, _ outcome: inout Outcome
    ) async throws {
        let bundles = [bundle] + (older.map { [$0] } ?? [])
        let optional = Set(bundles.flatMap(\.manifest.grants.optionalTables))
        guard !optional.isEmpty else { return }
        // What one version needs both have.
        let needed = Set(bundles.flatMap(\.manifest.grants.requiredTables))
        let asked = optional.subtracting(needed)
        let there = try await Self.there(asked, session)
        for grant in asked.subtracting(there) { outcome.lacking[grant] = Self.notThere(grant) }
        let given = try await givenOptionalTables(session)
        guard isChanged || given.all != there || given.unchanged != there else { return }
        let checks = try bundles.map { try OptionalReadCheck($0) }
        let settled = try await LockPatience().transaction(session) {
            for grant in there.sorted() { try await give(grant, isOptional: true, session) }
            try await session.script(plan.actAsOwner)
            var results: [OptionalReadCheck.Result] = []
            for check in checks { results.append(try await check.run(there.union(needed), session)) }
            try await session.script("RESET ROLE; SET LOCAL search_path = pg_catalog")
            let unfit = results.reduce(into: [TableGrant: String]()) { $0.merge($1.unfit) { first, _ in first } }
            if let (table, why) = unfit.first(where: { needed.contains($0.key) }) {
                throw SchemaError(.refused, "the grant \(table) is needed, and a statement that reads it does not hold: \(why)")
            }
            for grant in given.all.subtracting(there).union(unfit.keys).sorted() { try await takeBack(grant, session) }
            return (unfit: unfit, types: results[0].types)
        }
        outcome.lacking.merge(settled.unfit) { first, _ in first }
        outcome.statements.merge(settled.types) { first, _ in first }
    }
}
