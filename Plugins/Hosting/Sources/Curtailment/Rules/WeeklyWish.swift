import PluginKit

/// What weekly hours that hold, or begin soon, want of the rule's plans. Pure.
enum WeeklyWish: Sendable, Equatable {
    /// One more.
    case make
    /// That this plan keeps its miners off until the hours end.
    case lengthen(Int64)
    /// Nothing more than there is.
    case stay

    /// While a plan of the rule keeps miners off, one more would shed its target again from others. Hours that were changed meanwhile, or that
    /// begin where others end, go on with that plan; one of other terms keeps its time, and these hours get their own after it.
    ///
    /// - Parameter plans: Those that are not over and the last one, the youngest last.
    init(of hours: WeeklyWindow.Hours, _ plans: [RulePlan], now: Timestamp) {
        guard let plan = plans.last(where: \.keepsOff) else {
            let isDone = plans.contains { $0.occasionAt == hours.beginsAt || $0.staysEnded(at: now) }
            self = isDone ? .stay : .make
            return
        }
        guard plan.isHeld, plan.hasRuleTerms, let endsAt = plan.endsAt, endsAt < hours.endsAt else {
            self = .stay
            return
        }
        self = .lengthen(plan.id)
    }
}
