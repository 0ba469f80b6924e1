import PluginKit

/// What people and rules do to a plan.
extension PlanMessage {
    static let made = PlanMessage("made", "Made.")
    static let changed = PlanMessage("changed", "Changed.")
    /// The statement adds the plan's name to both.
    static let deleted = PlanMessage("deleted", "Deleted: ")
    static let approved = PlanMessage("approved", "Approved.")
    static let cancelled = PlanMessage("cancelled", "Cancelled.")
    static let startsNow = PlanMessage("starts_now", "Is to start now.")
    static let allOnAtOnce = PlanMessage("all_on_at_once", "All miners are to be switched on at once.")
    static let recoveredAtOnce = PlanMessage("recovered_at_once", "Recovered at once, without ramps.")
    static let recoveredEarly = PlanMessage("recovered_early", "Recovered before its time.")
    static let ruleGone = PlanMessage("rule_gone", "Its rule is switched off or deleted.")

    static func made(by rule: String) -> PlanMessage {
        PlanMessage("made_by_rule", [("rule", .string(rule))], "Made and approved by the rule \(rule).")
    }

    static func switchedOff(_ rule: String) -> PlanMessage {
        PlanMessage("rule_switched_off", [("rule", .string(rule))], "The rule \(rule) was switched off.")
    }

    static func deleted(_ rule: String) -> PlanMessage {
        PlanMessage("rule_deleted", [("rule", .string(rule))], "The rule \(rule) was deleted.")
    }

    static func lengthened(until end: Timestamp) -> PlanMessage {
        PlanMessage(
            "lengthened", [("until", .string(end.rfc3339))],
            "Lengthened until \(DisplayTime.text(end)): what it holds off does not fit below the cap.")
    }

    static func lengthenedForPrice(until end: Timestamp) -> PlanMessage {
        PlanMessage(
            "lengthened_for_price", [("until", .string(end.rfc3339))],
            "Lengthened until \(DisplayTime.text(end)): power was not cheap enough for long enough.")
    }

    static func lengthenedForHours(until end: Timestamp) -> PlanMessage {
        PlanMessage(
            "lengthened_for_hours", [("until", .string(end.rfc3339))],
            "Lengthened until \(DisplayTime.text(end)): the hours of its rule last until then.")
    }
}
