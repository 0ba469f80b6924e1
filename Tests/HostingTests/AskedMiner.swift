import PluginKit

@testable import Hosting

/// A miner that is asked as the collector asks, step by step, and answers by a closure: no sockets, no clock.
struct AskedMiner {
    /// What one round did.
    struct Round {
        let observation: Observation
        /// The requests of each step.
        let steps: [[String]]
    }

    var target: MinerTarget
    let answer: (String) -> (outcome: DeviceReply.Outcome, bytes: [UInt8])
    private var now = Timestamp(rfc3339: "2026-11-21T02:00:00Z")!

    /// - Parameter id: 7 is not due for exploration in the minutes that a test lasts.
    init(
        id: Int64 = 7, terahashes: Double = 100, watts: Double = 3_000, plan: CommandPlan? = nil,
        _ answer: @escaping (String) -> (outcome: DeviceReply.Outcome, bytes: [UInt8])
    ) {
        target = MinerTarget(id: id, address: "10.0.0.7", nameplateHashrateTHs: terahashes, nameplatePowerWatts: watts, plan: plan)
        self.answer = answer
    }

    /// A miner of texts by command; what it does not know is error 14.
    init(id: Int64 = 7, plan: CommandPlan? = nil, replies: [String: String]) {
        self.init(id: id, plan: plan) { request in (.replied, bytes(replies[request] ?? AskedMiner.unknownCommand)) }
    }

    static let unknownCommand = #"{"STATUS":[{"STATUS":"E","Code":14,"Msg":"Invalid command"}],"id":1}"#

    /// One round; the next one comes a minute later and knows what this one learnt.
    mutating func ask() -> Round {
        var round = MinerRound(target: target)
        var steps: [[String]] = []
        repeat {
            steps.append(round.requests)
            for (position, request) in round.requests.enumerated() {
                let reply = answer(String(decoding: CommandPlan.bytes(request, address: target.address, port: round.port), as: UTF8.self))
                _ = round.take(reply.outcome, reply.bytes[...], request: position)
            }
        } while round.goesOn(at: now) && steps.count < 10
        let observation = round.observation(at: now, lowHashratePercent: 80)
        let plan = observation.commands.map { CommandPlan(stored: $0) } ?? target.plan
        target = MinerTarget(
            id: target.id, address: target.address, nameplateHashrateTHs: target.nameplateHashrateTHs,
            nameplatePowerWatts: target.nameplatePowerWatts, plan: plan, state: observation.state.rawValue)
        now = now.adding(seconds: 60)
        return Round(observation: observation, steps: steps)
    }
}
