import PluginKit

/// One miner's part of a round: takes its replies until all have come, then says what was observed. Pure.
struct MinerRound: Sendable {
    let target: MinerTarget
    let plan: CommandPlan
    private var builder = MinerReadingBuilder()
    private var answered: [String] = []
    private var failure: ReplyFailure?
    private var trouble: (state: ObservedState, detail: String)?
    private var rawReply: [UInt8] = []
    private var missing: Int

    private static let rawReplyLimit = 65_536

    init(target: MinerTarget, plan: CommandPlan) {
        self.target = target
        self.plan = plan
        missing = plan.commands.count
    }

    /// Takes the end of one exchange. Returns true with the last one.
    mutating func take(_ outcome: DeviceReply.Outcome, _ bytes: ArraySlice<UInt8>, command: Int) -> Bool {
        missing -= 1
        keepRaw(bytes)
        switch outcome {
        case .replied, .broken, .timedOut:
            // A reply without its end is read as far as it came.
            if bytes.isEmpty, outcome != .replied {
                note(outcome, hasBytes: false)
                break
            }
            let told = unsafe bytes.withUnsafeBufferPointer { unsafe builder.add($0) }
            if let told {
                failure = failure ?? told
                if outcome != .replied { note(outcome, hasBytes: true) }
            } else if plan.commands.indices.contains(command) {
                answered.append(plan.commands[command])
            }
        case .refused, .unreachable, .tooLarge, .notGranted, .cancelled: note(outcome, hasBytes: !bytes.isEmpty)
        }
        return missing <= 0
    }

    private mutating func keepRaw(_ bytes: ArraySlice<UInt8>) {
        let room = MinerRound.rawReplyLimit - rawReply.count
        guard room > 0, !bytes.isEmpty else { return }
        if !rawReply.isEmpty { rawReply.append(UInt8(ascii: "\n")) }
        rawReply.append(contentsOf: bytes.prefix(room))
    }

    private mutating func note(_ outcome: DeviceReply.Outcome, hasBytes: Bool) {
        let state: ObservedState =
            switch outcome {
            case .refused: .refusing
            case .broken, .tooLarge: .malformed
            default: .unreachable
            }
        let detail =
            switch outcome {
            case .refused: "The miner refuses connections to port \(target.port)."
            case .unreachable: "No connection to \(target.address)."
            case .timedOut: hasBytes ? "The answer did not end in time." : "Connected, but no answer in time."
            case .tooLarge: "The answer is longer than any firmware's."
            case .broken: "The connection broke within the answer."
            case .notGranted: "The address \(target.address) lies outside the networks granted to this tenant."
            case .cancelled: "The round ended before the miner was asked."
            case .replied: ""
            }
        trouble = trouble ?? (state, detail)
    }

    /// Whether the miner answers, but not in this way, so that other commands are worth a try.
    var deservesExploring: Bool {
        guard plan == .joined, trouble == nil else { return false }
        if answered.isEmpty { return failure.map { $0 != .empty } ?? false }
        let reading = builder.finish()
        return reading.hashrates.isEmpty && reading.isPaused != true
    }

    /// What the round showed.
    func observation(at now: Timestamp, lowHashratePercent: Int) -> Observation {
        guard !answered.isEmpty else {
            let judged = trouble ?? failure.map(MinerJudge.judge) ?? (.unreachable, "No answer.")
            // Commands that stopped working are learnt anew.
            let forget = trouble == nil && target.plan != nil
            return Observation(
                target: target, state: judged.state, detail: judged.detail, observedAt: now, reading: nil, commands: forget ? "" : nil,
                reply: rawText(now, state: judged.state))
        }
        let reading = builder.finish()
        let judge = MinerJudge(nameplateHashrateTHs: target.nameplateHashrateTHs, lowHashratePercent: lowHashratePercent)
        let judged = judge.judge(reading)
        return Observation(
            target: target, state: judged.state, detail: judged.detail, observedAt: now, reading: reading,
            commands: learnt == target.plan ? nil : learnt?.stored, reply: rawText(now, state: judged.state))
    }

    private var learnt: CommandPlan? {
        guard plan == .exploring else { return plan }
        // The version does not change between rounds.
        let useful = answered.filter { $0 != "version" }
        return useful.isEmpty ? nil : .single(useful)
    }

    /// The reply as text, when the stored one is old or the miner's state changed.
    private func rawText(_ now: Timestamp, state: ObservedState) -> String? {
        guard !rawReply.isEmpty else { return nil }
        if let stored = target.replyReceivedAt, now.micros(since: stored) < 290_000_000, target.state == state.rawValue { return nil }
        return RawReply.text(rawReply)
    }
}
