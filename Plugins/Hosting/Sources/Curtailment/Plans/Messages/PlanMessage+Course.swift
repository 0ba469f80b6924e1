import PluginKit

/// What a plan comes to.
extension PlanMessage {
    static let expired = PlanMessage("expired", "Its time passed before it was approved.")
    static let missed = PlanMessage("missed", "Its time passed before it could begin.")
    static let timeOver = PlanMessage("time_over", "Its time is over.")
    static let nothingSwitched = PlanMessage("nothing_switched", "No miner was seen to switch off.")
    static let unreached = PlanMessage("unreached", "No miner can be reached; they are told again once they answer.")
    static let nothingNeeded = PlanMessage("nothing_needed", "There was nothing to shed.")

    static func mostShed(_ delivered: Int64, of target: Int64) -> PlanMessage {
        PlanMessage(
            "most_shed", [("delivered_watts", .integer(delivered)), ("target_watts", .integer(target))],
            "At most \(delivered) W of \(target) W could be shed; no other miner may be switched off.")
    }

    static func shed(_ miners: Int, _ delivered: Int64, of target: Int64) -> PlanMessage {
        PlanMessage(
            "shed", [("count", .integer(Int64(miners))), ("delivered_watts", .integer(delivered)), ("target_watts", .integer(target))],
            "\(miners) miners shed \(delivered) W of \(target) W.")
    }

    /// The end of a plan: who is back, and who is not.
    static func ended(stuck: [String], shed: Bool) -> PlanMessage {
        let back = PlanMessage("all_back", "All miners are back.")
        let end = stuck.isEmpty ? back : miners("stuck", stuck, "did not come back; look at them")
        guard !shed else { return end }
        let values: [(name: String, value: JSONValue)] = [("count", .integer(Int64(stuck.count)))]
        return PlanMessage(stuck.isEmpty ? "nothing_shed" : "nothing_shed_stuck", values, "Nothing was shed. \(end.text)")
    }

    /// What became of orders.
    static func results(_ results: [DeviceOrderResult]) -> PlanMessage {
        let counts = DeviceOrderResult.Outcome.allCases.compactMap { outcome -> (name: String, count: Int)? in
            let count = results.count { $0.outcome == outcome }
            return count > 0 ? (outcome.rawValue, count) : nil
        }
        return PlanMessage(
            "results", counts.map { ($0.name, .integer(Int64($0.count))) }, counts.map { "\($0.count) \($0.name)" }.joined(separator: ", "))
    }

    /// Who was chosen when the plan began.
    static func chosen(_ plan: CurtailmentPlan, of miners: Int, _ text: String) -> PlanMessage {
        let values: [(name: String, value: JSONValue)] = [
            ("count", .integer(Int64(plan.switched.count))), ("miners", .integer(Int64(miners))), ("shed_watts", .integer(plan.shedWatts)),
            ("target_watts", .integer(plan.targetWatts)), ("unknown", .integer(Int64(plan.unknownMiners))),
            ("last_watts", .integer(plan.unknownWatts)), ("drawn_watts", .integer(plan.powerWatts)),
        ]
        let code =
            switch plan.outcome {
            case .reached: "chosen"
            case .powerUnknown: "chosen_unknown"
            case .alreadyMet: "chosen_none"
            case .insufficientLoad: "chosen_most"
            }
        return PlanMessage(code, values, text)
    }
}
