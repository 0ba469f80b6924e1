import PluginKit

/// One miner's part of a round: takes its replies until all have come, then says what was observed. Pure.
struct MinerRound: Sendable {
    let target: MinerTarget
    let plan: CommandPlan
    private var builder = MinerReadingBuilder()
    private var answered: [String] = []
    private var failure: ReplyFailure?
    private var trouble: (state: ObservedState, detail: String)?
    /// How the exchange of a reply that could be read ended, where it did not end well.
    private var interruption: (state: ObservedState, detail: String)?
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
                trouble = trouble ?? judged(outcome, hasBytes: false)
                break
            }
            let told = unsafe bytes.withUnsafeBufferPointer { unsafe builder.add($0) }
            if let told {
                failure = failure ?? told
                if outcome != .replied { trouble = trouble ?? judged(outcome, hasBytes: true) }
            } else if plan.commands.indices.contains(command) {
                answered.append(plan.commands[command])
                if outcome != .replied { interruption = interruption ?? judged(outcome, hasBytes: true) }
            }
        case .refused, .unreachable, .tooLarge, .notGranted, .cancelled: trouble = trouble ?? judged(outcome, hasBytes: !bytes.isEmpty)
        }
        return missing <= 0
    }

    private mutating func keepRaw(_ bytes: ArraySlice<UInt8>) {
        let room = MinerRound.rawReplyLimit - rawReply.count
        guard room > 0, !bytes.isEmpty else { return }
        if !rawReply.isEmpty { rawReply.append(UInt8(ascii: "\n")) }
        rawReply.append(contentsOf: bytes.prefix(room))
    }

    private func judged(_ outcome: DeviceReply.Outcome, hasBytes: Bool) -> (state: ObservedState, detail: String) {
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
        return (state, detail)
    }

    /// Whether the miner answers, but not in this way, so that other commands are worth a try.
    var deservesExploring: Bool {
        guard plan == .joined, trouble == nil else { return false }
        // One cut is no reason to ask a known firmware otherwise; its commands are forgotten, and after another cut single ones may fit.
        if answered.isEmpty { return failure.map { $0 != .empty && ($0 != .truncated || target.plan == nil) } ?? false }
        let reading = builder.finish()
        if reading.isCutShort { return target.plan == nil && interruption == nil }
        return reading.hashrates.isEmpty && reading.isPaused != true
    }

    /// What the round showed.
    func observation(at now: Timestamp, lowHashratePercent: Int) -> Observation {
        guard !answered.isEmpty else {
            return unread(trouble ?? failure.map(MinerJudge.judge) ?? (.unreachable, "No answer."), at: now)
        }
        let reading = builder.finish()
        if reading.isCutShort { return unread(trouble ?? interruption ?? MinerJudge.judge(.cutShort), at: now) }
        let judge = MinerJudge(nameplateHashrateTHs: target.nameplateHashrateTHs, lowHashratePercent: lowHashratePercent)
        let judged = judge.judge(reading)
        return Observation(
            target: target, state: judged.state, detail: judged.detail, observedAt: now, reading: reading,
            commands: learnt == target.plan ? nil : learnt?.stored, reply: rawText(now, state: judged.state, isRead: !reading.isCutOff))
    }

    /// A round without a reading.
    private func unread(_ judged: (state: ObservedState, detail: String), at now: Timestamp) -> Observation {
        // Commands that stopped working are learnt anew.
        let forget = trouble == nil && interruption == nil && target.plan != nil
        return Observation(
            target: target, state: judged.state, detail: judged.detail, observedAt: now, reading: nil, commands: forget ? "" : nil,
            reply: rawText(now, state: judged.state, isRead: false))
    }

    private var learnt: CommandPlan? {
        guard plan == .exploring else { return plan }
        // The version does not change between rounds.
        let useful = answered.filter { $0 != "version" }
        return useful.isEmpty ? nil : .single(useful)
    }

    /// The reply as text where somebody looks at it, where it could not be read or was cut off, and where the stored one is old or the
    /// miner's state changed.
    ///
    /// Good replies differ in counters only: writing each of them every round would multiply what a round writes.
    private func rawText(_ now: Timestamp, state: ObservedState, isRead: Bool) -> String? {
        guard !rawReply.isEmpty else { return nil }
        if !target.isWatched, isRead, state != .malformed, let stored = target.replyReceivedAt, now.micros(since: stored) < 290_000_000,
            target.state == state.rawValue
        {
            return nil
        }
        return RawReply.text(rawReply)
    }
}
