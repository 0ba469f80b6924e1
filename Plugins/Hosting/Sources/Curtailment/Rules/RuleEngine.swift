import PluginKit

/// Looks at the tenant's rules and makes or ends their plans. Looking twice makes no second plan: an occasion has one.
struct RuleEngine: Sendable {
    let context: PluginContext

    /// Plans of weekly windows are made so long before their begin.
    private static let leadSeconds: Int64 = 60
    /// Rules read at once.
    private static let rulesAPage: Int64 = 200
    /// A site of which more is not known is left alone.
    private static let mostUnknownPercent = 10

    private var store: PlanStore { PlanStore(context: context) }
    private var ending: PlanEnding { PlanEnding(store: store) { [clock = context.clock] in clock.now } }
    private var lengthening: PlanLengthening { PlanLengthening(store: store) { [clock = context.clock] in clock.now } }

    /// Looks at every rule that is switched on. Gives their number; a rule that cannot be looked at is logged and passed over.
    func look() async throws -> Int {
        var (looked, last) = (0, Int64(0))
        while true {
            let rows = try await context.database.query("rules_enabled", .integer(last), .integer(RuleEngine.rulesAPage))
            try await look(at: rows)
            looked += rows.count
            guard rows.count == Int(RuleEngine.rulesAPage) else { break }
            let next: Int64 = try rows[rows.count - 1]["id"]
            // Numbers that do not grow would be asked for without end.
            guard next > last else { break }
            last = next
        }
        try await endOrphans()
        return looked
    }

    private func look(at rows: Rows) async throws {
        for row in rows {
            let id: Int64 = try row["id"]
            do {
                let rule = try RuleRecord(row: row)
                let finding = try await look(at: rule)
                try await context.database.execute(
                    "rule_verdict", .integer(id), .text(finding.message), .text(finding.code), .text(finding.values))
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                context.log.error("Curtailment rule \(id): \(PluginError(error))")
            }
        }
    }

    /// Ends plans of rules that were switched off or deleted in the moment in which they were made, or by a process that was lost.
    private func endOrphans() async throws {
        let ids: [Int64] = try await context.database.query("rule_plans_orphaned").map { try $0["id"] }
        for (id, error) in try await ending.end(ids, by: nil, .ruleGone) {
            context.log.error("Curtailment plan \(id): \(PluginError(error))")
        }
    }

    /// Ends what a rule that is switched off or deleted has made. The rule itself is changed before, so that it makes nothing more.
    func end(of rule: Int64, by member: String?, _ why: PlanMessage) async throws {
        let plans: [RulePlan] = try await context.database.query("rule_plans", .integer(rule)).decode()
        try await end(plans.filter(\.isOpen), by: member, why)
    }

    private func end(_ plans: [RulePlan], by member: String?, _ why: PlanMessage) async throws {
        if let failed = try await ending.end(plans.map(\.id), by: member, why).first { throw failed.error }
    }

    private func look(at rule: RuleRecord) async throws -> RuleFinding {
        let now = context.clock.now
        let plans: [RulePlan] = try await context.database.query("rule_plans", .integer(rule.id)).decode()
        switch rule.conditions {
        case .weekly(let window):
            let days = try await WeeklyClock(context: context).days(of: window, around: now)
            guard let hours = window.hours(around: now, lead: RuleEngine.leadSeconds, of: days) else { return .outsideHours }
            switch WeeklyWish(of: hours, plans, now: now) {
            case .make:
                if let objection = try await objection(plans, rule) { return objection }
                let seconds = min(hours.endsAt.micros(since: hours.beginsAt) / 1_000_000, RuleConditions.longestSeconds)
                try await make(rule, .scheduled, rule.terms, at: hours.beginsAt, begin: hours.beginsAt, seconds: seconds)
            case .lengthen(let id): try await lengthening.lengthen(id, until: hours.endsAt, PlanMessage.lengthenedForHours)
            case .stay: break
            }
            return .inHours(beginsAt: hours.beginsAt)
        case .price(let price, let seconds):
            let prices = try await context.database.query(
                "prices_since", .timestamp(RulePlan.pricesSince(plans, now: now)), .text(rule.market))
            let windows = try prices.map { PriceWindow(startsAt: try $0["starts_at"], usdPerMWh: try $0["usd_per_mwh"]) }
            let verdict = price.verdict(windows, isCurtailed: plans.contains(where: \.keepsOff), now: now)
            switch verdict {
            case .curtail:
                if let objection = plans.last?.objection(at: now, price, windows) { return objection }
                if let objection = try await objection(plans, rule) { return objection }
                // The window in which it became so is the occasion.
                let occasion = windows.map(\.startsAt).filter { $0 <= now }.max() ?? now
                try await make(rule, .automatic, try rule.planTerms(), at: occasion, begin: now, seconds: seconds)
            case .resume(let finding): try await end(plans.filter(\.isOpen), by: nil, PlanMessage(finding))
            case .stay: try await lengthen(plans, seconds: seconds, now: now, PlanMessage.lengthenedForPrice)
            }
            return verdict.finding
        case .powerCap(let cap, let seconds):
            return try await keep(rule, below: cap, seconds: seconds, plans: plans, now: now)
        }
    }

    /// Why the plans that still bring miners back leave nothing for another; the fleet is read only where there are such.
    private func objection(_ plans: [RulePlan], _ rule: RuleRecord) async throws -> RuleFinding? {
        guard plans.contains(where: { $0.state == .recovering }) else { return nil }
        let draft = try PreviewDraft(rule.terms)
        return RulePlan.objection(plans, try await store.fleet(of: rule.scope).map(\.miner), draft.request.rules)
    }

    private func keep(_ rule: RuleRecord, below cap: PowerCapRule, seconds: Int64, plans: [RulePlan], now: Timestamp) async throws
        -> RuleFinding
    {
        let miners = try await store.fleet(of: rule.scope).map(\.miner)
        let ledger = CurtailmentLedger(miners, mostAgeSeconds: EligibilityRules().mostAgeSeconds)
        let held = plans.filter { $0.state == .executed }.map { PowerCapRule.Held(planId: $0.id, watts: $0.watts) }
        let returning = plans.reduce(0) { $0 + ($1.state == .recovering ? $1.watts : 0) }
        let watts = ledger.watts(mostUnknownPercent: RuleEngine.mostUnknownPercent)
        let wish = cap.wish(watts: watts, held: held, returningWatts: returning, isMoving: plans.contains(where: \.isMoving))
        if wish.needsHeld { try await lengthen(plans, seconds: seconds, now: now, PlanMessage.lengthened) }
        switch wish {
        case .curtail(_, let finding):
            if let objection = plans.last?.objection(at: now) { return objection }
            let terms = try RuleDraft.whole(rule.terms, rule.conditions)
            if let objection = RulePlan.objection(plans, miners, try PreviewDraft(terms).request.rules) { return objection }
            let minute = Timestamp(unixMicros: now.unixMicros / 60_000_000 * 60_000_000)
            try await make(rule, .automatic, terms, at: minute, begin: now, seconds: seconds)
            return finding
        case .resume(let id, let finding):
            try await ending.end(id, by: nil, PlanMessage(finding))
            return finding
        case .stay(let finding): return finding
        }
    }

    /// Their time alone must not bring miners back that the next look would send to sleep again.
    private func lengthen(_ plans: [RulePlan], seconds: Int64, now: Timestamp, _ why: (Timestamp) -> PlanMessage) async throws {
        for plan in plans where plan.nearsEnd(at: now) { try await lengthening.lengthen(plan.id, seconds: seconds, why) }
    }

    private func make(
        _ rule: RuleRecord, _ type: PlanType, _ terms: JSONValue, at occasion: Timestamp, begin: Timestamp, seconds: Int64
    ) async throws {
        let draft = try PreviewDraft(terms)
        let target: Double? = if case .reduceBy(let watts) = draft.request.goal { Double(watts) } else { nil }
        let name = "\(rule.name.prefix(160)) \(DisplayTime.text(occasion))"
        try await context.database.execute(
            "plan_insert", .text(name), Value(rule.siteId), .text(type.rawValue), .text(PlanState.approved.rawValue), Value(target),
            .text(RuleDraft.text(terms)), .number(1), .timestamp(begin), .integer(seconds), .integer(rule.id), .timestamp(occasion),
            .text("rule \(rule.name)"), .text("rule \(rule.name)"),
            [PlanNote(kind: .made, to: PlanState.approved.rawValue, message: .made(by: rule.name))]
                .value(at: context.clock.now))
    }
}
