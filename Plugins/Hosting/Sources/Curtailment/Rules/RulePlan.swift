import PluginKit

/// A plan of a rule, as the rule's next look needs it. Pure.
struct RulePlan: Sendable, Equatable {
    let id: Int64
    var state: PlanState?
    var outcome: PlanOutcome?
    var startsAt: Timestamp?
    var durationSeconds: Int64 = 0
    var recoveringAt: Timestamp?
    var endedAt: Timestamp?
    var isEndedByMember = false
    /// What it was made for: the begin of hours, or when a price or a power became so.
    var occasionAt: Timestamp?
    /// Whether it was made of the terms that the rule still has.
    var hasRuleTerms = false
    /// What its miners that are off drew before.
    var watts = 0.0

    /// A plan that found nothing to shed is not made again before.
    private static let restMinutes: Int64 = 15
    /// A plan that is to last longer is lengthened so long before its end, many looks ahead.
    private static let nearSeconds = 300.0

    var isOpen: Bool { state.map { !$0.isFinal } ?? true }
    /// Whether its miners are off, or are to go off.
    var keepsOff: Bool { isOpen && state != .recovering }
    /// Whether its miners are about to go off.
    var isMoving: Bool { keepsOff && state != .executed }
    var isHeld: Bool { state == .executing || state == .executed }

    var endsAt: Timestamp? { startsAt?.adding(seconds: Double(durationSeconds)) }

    /// Whether its miners would come back soon, by its time alone.
    func nearsEnd(at now: Timestamp) -> Bool {
        guard isHeld, let endsAt else { return false }
        return endsAt <= now.adding(seconds: RulePlan.nearSeconds)
    }

    /// Why, after this plan, the rule makes none although it found that it should; nil where it makes one.
    func objection(at now: Timestamp) -> RuleFinding? {
        guard state == .failed, outcome == .nothingShed, let endedAt, now.micros(since: endedAt) < RulePlan.restMinutes * 60_000_000 else {
            return nil
        }
        return .nothingToShed(minutes: RulePlan.restMinutes)
    }

    /// The same for a rule of prices: what a member ended stays ended until the price would have ended it, or its time is over.
    func objection(at now: Timestamp, _ rule: PriceRule, _ windows: [PriceWindow]) -> RuleFinding? {
        if let objection = objection(at: now) { return objection }
        guard let since = memberEndedAt, let endsAt, now < endsAt, !rule.wasCheapEnough(windows, after: since, now: now) else { return nil }
        return .endedByMember(until: endsAt)
    }

    /// Why a rule makes none while miners of its plans still come back: where no other may be switched off a plan would only fail, and its
    /// failure would keep the rule from those that are back a moment later.
    static func objection(_ plans: [RulePlan], _ miners: [CurtailableMiner], _ rules: EligibilityRules) -> RuleFinding? {
        guard plans.contains(where: { $0.state == .recovering }), !miners.contains(where: { rules.reason(against: $0) == nil }) else {
            return nil
        }
        return .minersReturn
    }

    /// From when on a rule needs its prices: for the last day, and while what a member ended stays ended for the day before that end, since
    /// what is cheap then may have begun earlier. It never lies further back than a plan is long, so that the last price is always among them.
    static func pricesSince(_ plans: [RulePlan], now: Timestamp) -> Timestamp {
        var since = now
        if let last = plans.last, let endsAt = last.endsAt, now < endsAt, let endedAt = last.memberEndedAt { since = min(now, endedAt) }
        return since.adding(seconds: -86_400)
    }

    /// Whether a member ended it, and its time is not over.
    func staysEnded(at now: Timestamp) -> Bool { memberEndedAt != nil && endsAt.map { now < $0 } ?? false }

    /// When a member ended it.
    var memberEndedAt: Timestamp? { isEndedByMember ? recoveringAt ?? endedAt : nil }
}

extension RulePlan: RowDecodable {
    /// Reads a row of `rule_plans`.
    init(row: Row) throws {
        id = try row["id"]
        state = PlanState(rawValue: try row["state"])
        outcome = try row.text("outcome").flatMap(PlanOutcome.init)
        startsAt = try row.timestamp("starts_at")
        durationSeconds = try row["duration_seconds"]
        recoveringAt = try row.timestamp("recovering_at")
        endedAt = try row.timestamp("ended_at")
        isEndedByMember = try row["is_ended_by_member"]
        occasionAt = try row.timestamp("occurrence_at")
        hasRuleTerms = try row["has_rule_terms"]
        watts = try row["watts"]
    }
}
