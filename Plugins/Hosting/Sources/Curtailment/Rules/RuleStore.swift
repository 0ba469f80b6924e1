import PluginKit

/// Curtailment rules in the database. What is written answers with `id`, `name`, `kind` and `is_enabled`.
struct RuleStore: Sendable {
    let context: PluginContext

    /// As many as a tenant may make; of older times it may have more.
    static let mostRules: Int64 = 200

    /// First in the batch that makes a rule: of two at the same moment one waits for the other.
    private static let turn = Database.Call("rule_turn_take")

    static let notFound = PluginError(.notFound, "There is no such curtailment rule.")

    /// The rule as `rules_page` has it. Throws `.notFound`.
    func one(_ id: Int64) async throws -> Row {
        guard let row = try await context.database.query("rule_detail", .integer(id)).first else { throw RuleStore.notFound }
        return row
    }

    /// Throws `.conflict` for a name that another rule has or where there are enough, `.notFound` for a site that is not the tenant's
    /// or a market in which it has none,
    /// `.invalidArgument` for a time zone that nobody knows.
    func insert(_ draft: RuleDraft, author: String) async throws -> Row {
        if let row = try await write("rule_insert", draft, [.text(author), .integer(RuleStore.mostRules)], first: [RuleStore.turn]) {
            return row
        }
        let count: Int64 = try await context.database.query("rules_total").one()["total"]
        guard count < RuleStore.mostRules else {
            throw PluginError(.conflict, "There are \(RuleStore.mostRules) rules already, the most that a tenant may have.")
        }
        throw Self.noSite(draft)
    }

    /// Changes a rule; plans that it made stay as they are, but that one which weekly hours still want is lengthened until these end. Throws
    /// as `insert` does, and `.notFound`; the market that the rule names may stay though no site is in it any more.
    func update(_ id: Int64, to draft: RuleDraft) async throws -> Row {
        let kept = FleetScope.market(ofTerms: try await one(id)["terms"])
        if let row = try await write("rule_update", draft, [.integer(id)], kept: kept) { return row }
        _ = try await one(id)
        throw Self.noSite(draft)
    }

    /// Switches a rule on, or off and ends its plans. Throws `.notFound`.
    func enable(_ id: Int64, _ isEnabled: Bool, by member: String?) async throws -> Row {
        guard let row = try await context.database.query("rule_enable", .integer(id), .boolean(isEnabled)).first else {
            throw RuleStore.notFound
        }
        if !isEnabled {
            try await RuleEngine(context: context).end(of: id, by: member, .switchedOff(try row["name"]))
        }
        return row
    }

    /// Deletes a rule and ends its plans. Throws `.notFound`.
    func delete(_ id: Int64, by member: String?) async throws {
        guard let row = try await context.database.query("rule_delete", .integer(id)).first else { throw RuleStore.notFound }
        try await RuleEngine(context: context).end(of: id, by: member, .deleted(try row["name"]))
    }

    /// Throws `.invalidArgument` for a time zone that nobody knows.
    private func write(
        _ statement: String, _ draft: RuleDraft, _ last: [Value], first: [Database.Call] = [], kept: String? = nil
    ) async throws -> Row? {
        if case .weekly(let window) = draft.conditions {
            _ = try await WeeklyClock(context: context).days(of: window, around: context.clock.now)
        }
        try await PowerMarkets(context: context).check(draft.scope, kept: kept)
        let values: [Value] = [
            .text(draft.name), .text(draft.conditions.kind), Value(draft.scope.siteId), .text(draft.terms), .text(draft.conditionsText),
        ]
        do throws(PluginError) {
            return try await context.database.batch(first + [Database.Call(statement, parameters: values + last)])[first.count].rows.first
        } catch {
            guard error.isUniqueViolation else { throw error }
            throw PluginError(.conflict, "name: you have a rule \"\(draft.name)\" already.")
        }
    }

    private static func noSite(_ draft: RuleDraft) -> PluginError {
        PluginError(.notFound, "site: you have no site \(draft.scope.siteId ?? 0).")
    }
}
