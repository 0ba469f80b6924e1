import PluginKit

/// Reads and writes rules of the tenant.
struct AlertRuleStore: Sendable {
    let context: PluginContext

    static let mostRules: Int64 = 50
    static let notFound = PluginError(.notFound, "There is no such alert rule.")

    /// All rules by their names.
    func all() async throws -> [AlertRuleView] {
        try await context.database.query("alert_rules_page", .null).decode()
    }

    /// One rule. Throws `.notFound`.
    func one(_ id: Int64) async throws -> AlertRuleView {
        guard let row = try await context.database.query("alert_rules_page", .integer(id)).first else { throw AlertRuleStore.notFound }
        return try AlertRuleView(row: row)
    }

    /// Stores a new rule and gives its id. Throws `.invalidArgument` and `.conflict` that name the field.
    func insert(_ draft: AlertRuleDraft) async throws -> Int64 {
        let checked = try await check(draft)
        let count: Int64 = try checked["rules"]
        guard count < AlertRuleStore.mostRules else {
            throw PluginError(.conflict, "There are \(AlertRuleStore.mostRules) rules already, the most that a tenant may have.")
        }
        do throws(PluginError) {
            return try await context.database.query("alert_rule_insert", Value.json { draft.write(to: &$0) }).one()["id"]
        } catch {
            throw error.isUniqueViolation ? AlertRuleStore.taken(draft.name) : error
        }
    }

    /// Replaces a rule by `draft`. Throws as `insert`, and `.notFound`.
    func update(_ id: Int64, _ draft: AlertRuleDraft) async throws {
        _ = try await check(draft)
        let affected: Int
        do throws(PluginError) {
            affected = try await context.database.execute("alert_rule_update", .integer(id), Value.json { draft.write(to: &$0) })
        } catch {
            throw error.isUniqueViolation ? AlertRuleStore.taken(draft.name) : error
        }
        guard affected == 1 else { throw AlertRuleStore.notFound }
    }

    /// Removes a rule; what it remembers ends with the next evaluation. Throws `.notFound`.
    func delete(_ id: Int64) async throws {
        guard try await context.database.execute("alert_rule_delete", .integer(id)) == 1 else { throw AlertRuleStore.notFound }
    }

    private static func taken(_ name: String) -> PluginError { PluginError(.conflict, "name: you have a rule \"\(name)\" already.") }

    /// Throws where site, model or time zone lead nowhere.
    private func check(_ draft: AlertRuleDraft) async throws -> Row {
        let row: Row
        do throws(PluginError) {
            row = try await context.database.query("alert_rule_check", Value(draft.siteId), Value(draft.modelId), .text(draft.zone.stored))
                .one()
        } catch {
            throw ZoneName.fault(error, draft.zone)
        }
        guard try row["has_site"] else { throw PluginError(.invalidArgument, "site_id: you have no site \(draft.siteId ?? 0).") }
        guard try row["has_model"] else { throw PluginError(.invalidArgument, "model: there is no model \"\(draft.modelId ?? "")\".") }
        return row
    }
}
