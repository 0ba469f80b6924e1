import PluginKit

/// The answer to a preview. Pure.
struct PreviewAnswer: Sendable {
    let plan: CurtailmentPlan
    let miners: [CurtailableMiner]
    let request: CurtailmentRequest
    /// When the plan would begin.
    let now: Timestamp

    /// So many miners are named with their reasons; the batches name all.
    static let mostAdvice = 500

    /// Writes the fields of the answer's object.
    func write(to json: inout JSONWriter) {
        json.field("outcome", plan.outcome.rawValue)
        json.field("message", message)
        json.field("strategy", PreviewDraft.strategy)
        json.field("fair_share", request.isFair)
        json.field("target_watts", plan.targetWatts)
        json.field("delivered_watts", plan.shedWatts)
        json.field("delivered_estimated_watts", plan.estimatedWatts)
        json.field("missing_watts", max(0, plan.targetWatts - plan.shedWatts))
        json.field("most_sheddable_watts", plan.mostWatts)
        json.field("power_watts", plan.powerWatts)
        json.field("power_after_watts", plan.powerWatts - plan.shedWatts)
        json.field("unknown_power_miners", plan.unknownMiners)
        json.field("unknown_last_watts", plan.unknownWatts)
        json.field("lost_hashrate_ths", PreviewAnswer.terahashes(plan.lostHashrateGHs))
        json.field("least_loss_ths", PreviewAnswer.terahashes(plan.leastLossGHs))
        json.field("is_optimal", plan.isProven)
        json.field("miners", miners.count)
        json.field("switched", plan.switched.count)
        json.field("skipped", miners.count - plan.switched.count)
        json.field("starts_at", now)
        json.field("reached_after_seconds", plan.schedule.reachedSeconds)
        json.field("recovered_after_seconds", plan.schedule.recoveredSeconds)
        writeBatches("off", plan.schedule.off, &json)
        writeBatches("on", plan.schedule.on, &json)
        writeClients(&json)
        writeSkipped(&json)
        writeAdvice(&json)
    }

    /// The miners to switch off by rank.
    var ranking: ShutdownRanking { ShutdownRanking(plan, miners, request) }

    /// The outcome for a person.
    var message: String {
        switch plan.outcome {
        case .reached:
            return "\(plan.switched.count) of \(miners.count) miners shed \(plan.shedWatts) W of the \(plan.targetWatts) W wanted."
        case .powerUnknown:
            return
                "\(plan.switched.count) of \(miners.count) miners shed \(plan.shedWatts) W; \(plan.unknownMiners) others do not say now what they draw (last \(plan.unknownWatts) W), so whether that is enough is not known."
        case .alreadyMet: return "The miners draw \(plan.powerWatts) W: there is nothing to shed."
        case .insufficientLoad:
            let reasons = plan.skipped.map { "\($0.miners) \($0.reason.rawValue)" }.joined(separator: ", ")
            let others = reasons.isEmpty ? "no others are there" : "the others stay on: \(reasons)"
            return
                "At most \(plan.shedWatts) W of the \(plan.targetWatts) W can be shed, by \(plan.switched.count) of \(miners.count) miners; \(others)."
        }
    }

    private func writeBatches(_ name: String, _ batches: [SwitchSchedule.Batch], _ json: inout JSONWriter) {
        let sign: Int64 = name == "off" ? 1 : -1
        var shed = name == "off" ? 0 : plan.shedWatts
        json.array("batches_\(name)") { json in
            for (index, batch) in batches.enumerated() {
                let watts = batch.miners.reduce(Int64(0)) { $0 + Int64(miners[$1].powerWatts ?? 0) }
                shed += sign * watts
                json.object { json in
                    json.field("batch", index + 1)
                    json.field("after_seconds", batch.atSeconds)
                    json.field("at", now.adding(seconds: Double(batch.atSeconds)))
                    json.field("power_watts", watts)
                    json.field("shed_watts", shed)
                    json.field("switched", batch.miners.count)
                    json.array("miners") { json in for place in batch.miners { write(miners[place], &json) } }
                }
            }
        }
    }

    private func writeClients(_ json: inout JSONWriter) {
        json.array("clients") { json in
            for part in plan.clients {
                json.object { json in
                    json.field("client", part.client)
                    json.field("miners", part.miners)
                    json.field("eligible", part.eligible)
                    json.field("eligible_power_watts", part.eligiblePowerWatts)
                    json.field("switched", part.switched)
                    json.field("share_watts", part.shareWatts)
                    json.field("shed_watts", part.shedWatts)
                    json.field("lost_hashrate_ths", PreviewAnswer.terahashes(part.lostHashrateGHs))
                }
            }
        }
    }

    private func writeSkipped(_ json: inout JSONWriter) {
        json.array("skipped_by_reason") { json in
            for entry in plan.skipped {
                json.object { json in
                    json.field("reason", entry.reason.rawValue)
                    json.field("explanation", entry.reason.explanation)
                    json.field("miners", entry.miners)
                    json.field("power_watts", entry.powerWatts)
                    json.array("examples") { json in for place in entry.examples { write(miners[place], &json) } }
                }
            }
        }
    }

    private func writeAdvice(_ json: inout JSONWriter) {
        json.array("advice") { json in
            for (rank, entry) in ranking.entries.prefix(PreviewAnswer.mostAdvice).enumerated() {
                json.object { json in
                    json.field("rank", rank + 1)
                    write(fields: miners[entry.miner], &json)
                    json.field("efficiency_j_th", entry.joulesPerTerahash)
                    json.field("reason", entry.reason.rawValue)
                    json.field("explanation", entry.reason.explanation)
                }
            }
        }
    }

    private func write(_ miner: CurtailableMiner, _ json: inout JSONWriter) {
        json.object { write(fields: miner, &$0) }
    }

    private func write(fields miner: CurtailableMiner, _ json: inout JSONWriter) {
        json.field("id", String(miner.id))
        json.field("serial_number", miner.serialNumber)
        json.field("client", miner.client)
        json.field("power_watts", miner.powerWatts.map { $0.rounded(.down) })
        json.field("hashrate_ths", miner.hashrateTHs)
    }

    private static func terahashes(_ gigahashes: Int64) -> Double { Double(gigahashes) / 1_000 }
}
