import PluginKit

/// The job `alerts`: evaluates the tenant's rules, stores what is new together with what it tells, and sends what is to be sent.
struct AlertJob: Sendable {
    let context: PluginContext
    let sender: any AlertSending

    private static let rowsAPage: Int64 = 5_000

    /// One evaluation and one pass over the outbox.
    func run(_ run: JobRun) async throws -> JobSummary {
        let outcome = try await evaluate()
        let (sent, unsent) = try await AlertOutbox(context: context, sender: sender).sendDue()
        _ = try await context.database.batch(Database.Call("alerts_prune"), Database.Call("alert_deliveries_prune"))
        return JobSummary { json in
            json.field("began", outcome.added.count)
            json.field("changed", outcome.changed.count)
            json.field("notices", outcome.notices.count)
            json.field("sent", sent)
            json.field("unsent", unsent)
        }
    }

    private func evaluate() async throws -> AlertOutcome {
        let rules = try await context.database.query("alert_rules_enabled").decode(as: AlertRule.self)
        let memory: [AlertRecord] = try await pages(of: "alerts_unsettled", []) { [Value($0?.id ?? 0)] }
        guard !rules.isEmpty || !memory.isEmpty else { return AlertOutcome() }
        let limits = CandidateLimits(rules)
        let miners: [MinerCondition] = try await pages(of: "alert_candidates", limits.parameters) { last in
            [.integer(last?.key.tenantId ?? 0), .integer(last?.key.minerId ?? 0)]
        }
        let outcome = AlertEvaluator(now: context.clock.now).evaluate(rules: rules, miners: miners, memory: memory)
        let calls = outcome.calls(rules)
        guard !calls.isEmpty else { return outcome }
        _ = try await context.database.batch(calls)
        try? context.events.publish("alerts") { json in json.field("began", outcome.added.count) }
        return outcome
    }

    /// All rows of a statement that gives them page by page in the order of a key.
    private func pages<Element: RowDecodable>(
        of statement: String, _ parameters: [Value], after: (Element?) -> [Value]
    ) async throws -> [Element] {
        var elements: [Element] = []
        while true {
            let call = Database.Call(statement, parameters: parameters + after(elements.last) + [.integer(AlertJob.rowsAPage)])
            let page = try await context.database.batch([call])[0].rows
            elements += try page.decode(as: Element.self)
            if page.count < AlertJob.rowsAPage { return elements }
        }
    }
}
