import PluginKit

/// One miner's part of a round: takes its replies until all have come, then says what else to ask or what was observed. Pure.
///
/// A known miner is asked what its plan says and that is all. An unknown one that refuses joined commands is asked one by one, one that
/// has a web server on the port is asked over HTTP, and one that leaves boards, temperatures, fans or power open is asked for these; what
/// answered is its plan from then on. One that refuses connections may have MicroBT's API 3 alone, which has a port of its own; it is tried there.
struct MinerRound: Sendable {
    private enum Step: Sendable {
        /// What the plan says.
        case planned
        /// One by one what was refused together.
        case single
        /// For what is still missing.
        case further
        /// On MicroBT's port, since the miner's own refuses connections.
        case otherPort
    }

    let target: MinerTarget
    /// What the miner is asked in the present step, a connection each.
    private(set) var requests: [String]
    private let plan: CommandPlan
    private var step = Step.planned
    private var builder = MinerReadingBuilder()
    private var reading: MinerReading?
    /// What the replies of this round told, counted while the miner is explored.
    private var topics: ReadingTopics = []
    private var asked: [String]
    private var isAnswered = false
    /// Commands asked one by one that were answered, and those of them that told something that none before them did.
    private var answered: [String] = []
    private var useful: [String] = []
    private var isExplored: Bool
    /// Whether the plan did not do, so that single commands take its place.
    private var isPlanRefused = false
    private var failure: ReplyFailure?
    private var trouble: (state: ObservedState, detail: String)?
    /// How the exchange of a reply that could be read ended, where it did not end well.
    private var interruption: (state: ObservedState, detail: String)?
    private var rawReply: [UInt8] = []
    private var missing: Int
    private let whatsminerPort: UInt16
    /// What became of the miner's own port, where another was tried.
    private var ownPort: (state: ObservedState, detail: String)?

    private static let rawReplyLimit = 65_536
    /// So often a miner that leaves something open is asked for it again: its firmware may be another by then.
    private static let minutesToNextExploration: Int64 = 60

    init(target: MinerTarget, whatsminerPort: UInt16 = 4_433) {
        self.target = target
        self.whatsminerPort = whatsminerPort
        plan = target.plan ?? (target.port == whatsminerPort ? .framed : .joined)
        requests = plan.requests
        asked = plan.commands
        isExplored = plan.isExplored
        missing = requests.count
    }

    /// Whether the present step asks in frames.
    var isFramed: Bool { requests.contains { $0.hasPrefix("v3/") } }

    /// Where the present step asks.
    var port: UInt16 { isFramed ? whatsminerPort : target.port }

    // MARK: Replies

    /// Takes the end of one exchange; `request` is the position in `requests`. Returns true with the last one of the step.
    mutating func take(_ outcome: DeviceReply.Outcome, _ bytes: ArraySlice<UInt8>, request: Int) -> Bool {
        missing -= 1
        var (outcome, bytes) = (outcome, bytes)
        // A frame that is whole is a reply, however the exchange ended.
        if isFramed, let content = LengthFrame.content(Array(bytes)) { (outcome, bytes) = (.replied, content[...]) }
        keepRaw(bytes)
        switch outcome {
        case .replied, .broken, .timedOut:
            // A reply without its end is read as far as it came.
            if bytes.isEmpty, outcome != .replied {
                trouble = trouble ?? outcome.judged(target, hasBytes: false)
                break
            }
            let told = unsafe bytes.withUnsafeBufferPointer { unsafe builder.add($0) }
            if let told {
                failure = failure ?? told
                if outcome != .replied { trouble = trouble ?? outcome.judged(target, hasBytes: true) }
            } else if requests.indices.contains(request) {
                isAnswered = true
                if step != .planned { weigh(requests[request]) }
                if outcome != .replied { interruption = interruption ?? outcome.judged(target, hasBytes: true) }
            }
        case .refused, .unreachable, .tooLarge, .notGranted, .cancelled:
            trouble = trouble ?? outcome.judged(target, hasBytes: !bytes.isEmpty)
        }
        return missing <= 0
    }

    /// Notes whether a command told something new.
    private mutating func weigh(_ command: String) {
        let now = ReadingTopics(builder.finish())
        defer { topics.formUnion(now) }
        guard !ReadCommand.isIdentifying(command) else { return }
        answered.append(command)
        if !topics.isSuperset(of: now) { useful.append(command) }
    }

    private mutating func keepRaw(_ bytes: ArraySlice<UInt8>) {
        let room = MinerRound.rawReplyLimit - rawReply.count
        guard room > 0, !bytes.isEmpty else { return }
        if !rawReply.isEmpty { rawReply.append(UInt8(ascii: "\n")) }
        rawReply.append(contentsOf: bytes.prefix(room))
    }

    // MARK: Steps

    /// Begins the next step, after the last reply of one. False when the miner was asked all that is worth it; there are three steps at most.
    mutating func goesOn(at now: Timestamp) -> Bool {
        reading = isAnswered ? builder.finish() : nil
        guard step != .otherPort else { return false }
        guard step != .further else {
            finishExploration()
            return false
        }
        if triesOtherPort(at: now) { return true }
        guard !isFramed else { return false }
        guard trouble == nil || failure?.isWebServer == true else { return false }
        if step == .planned, deservesSingleCommands {
            startOver(failure?.isWebServer == true ? CommandPlan.web.requests : CommandPlan.single.requests)
            return true
        }
        return explores(at: now)
    }

    /// Turns to the other port where this one refuses connections: often for a miner that was never read, else now and then.
    private mutating func triesOtherPort(at now: Timestamp) -> Bool {
        guard step == .planned, !isAnswered, let refusal = trouble, refusal.state == .refusing, target.port != whatsminerPort,
            target.plan == nil || isDueAgain(at: now)
        else { return false }
        ownPort = refusal
        let isBack = isFramed
        startOver(isBack ? CommandPlan.single.requests : CommandPlan.framed.requests)
        if !isBack { step = .otherPort }
        return true
    }

    /// Whether the miner answers, but not in this way, so that one command at a time is worth a try.
    private var deservesSingleCommands: Bool {
        guard let reading else {
            if failure?.isWebServer == true { return !plan.isWeb }
            // One cut is no reason to ask a known firmware otherwise; its commands are forgotten, and after another cut single ones may fit.
            return plan.joins && failure.map { $0 != .empty && ($0 != .truncated || target.plan == nil) } ?? false
        }
        if reading.isCutShort { return target.plan == nil && interruption == nil }
        // Where single commands tell no rate any more, others may, if one of them is refused now or not all were tried.
        guard plan.joins || !plan.isExplored || failure != nil, reading.isPaused != true else { return false }
        return reading.hashrates.isEmpty || isSpoiltByJoining(reading)
    }

    /// One command's malformed reply can hide what stands behind it in a joined one.
    private func isSpoiltByJoining(_ reading: MinerReading) -> Bool {
        plan.joins && !plan.isExplored && reading.warnings.contains { $0.kind == .repairedSyntax }
            && !ReadingTopics(reading).isSuperset(of: [.boards, .temperatures, .fans])
    }

    private mutating func startOver(_ requests: [String]) {
        step = .single
        isPlanRefused = true
        builder = MinerReadingBuilder()
        reading = nil
        rawReply = []
        isAnswered = false
        (failure, trouble, interruption) = (nil, nil, nil)
        isExplored = false
        begin(requests)
        asked = requests
    }

    private mutating func begin(_ requests: [String]) {
        self.requests = requests
        missing = requests.count
    }

    private mutating func explores(at now: Timestamp) -> Bool {
        guard interruption == nil, !isExplored || isDueAgain(at: now) else { return false }
        var open = ReadingTopics.wanted
        if let reading {
            // A miner at rest has no rates and no heat; it is asked for them when it works.
            guard !reading.isCutShort, reading.isPaused != true, reading.primaryHashrate?.value != 0 else { return false }
            topics.formUnion(ReadingTopics(reading))
            open.subtract(topics)
        } else {
            guard step == .single, failure?.isUnknownCommand == true else { return false }
            open = .rate
        }
        let commands = ReadCommand.telling(open, firmware: reading?.firmware?.name, asked: asked)
        guard !commands.isEmpty else {
            finishExploration()
            return false
        }
        step = .further
        asked += commands
        begin(commands)
        return true
    }

    /// A miner that tells its rate need not be explored again for long; one that does not is asked for it in each round.
    private mutating func finishExploration() {
        if reading?.hashrates.isEmpty == false { isExplored = true }
    }

    private func isDueAgain(at now: Timestamp) -> Bool {
        // Each miner has a minute of its own, so that they do not come at once.
        let minute = now.unixMicros / 60_000_000
        return (minute &+ target.id) % MinerRound.minutesToNextExploration == 0
    }

    // MARK: Result

    /// What the round showed.
    func observation(at now: Timestamp, lowHashratePercent: Int) -> Observation {
        guard isAnswered else {
            return unread(ownPort ?? trouble ?? failure.map(MinerJudge.judge) ?? (.unreachable, "No answer."), at: now)
        }
        let reading = reading ?? builder.finish()
        if reading.isCutShort { return unread(trouble ?? interruption ?? MinerJudge.judge(.cutShort), at: now) }
        let judge = MinerJudge(
            nameplateHashrateTHs: target.nameplateHashrateTHs, nameplatePowerWatts: target.nameplatePowerWatts,
            lowHashratePercent: lowHashratePercent, isToldToSleep: target.isToldToSleep)
        let judged = judge.judge(reading)
        let learnt = learnt
        return Observation(
            target: target, state: judged.state, detail: judged.detail, observedAt: now, reading: reading,
            commands: learnt == target.plan ? nil : learnt?.stored, reply: rawText(now, state: judged.state, isRead: !reading.isCutOff))
    }

    /// A round without a reading.
    private func unread(_ judged: (state: ObservedState, detail: String), at now: Timestamp) -> Observation {
        // Commands that stopped working are learnt anew.
        let forget = ownPort == nil && trouble == nil && interruption == nil && target.plan != nil
        return Observation(
            target: target, state: judged.state, detail: judged.detail, observedAt: now, reading: nil, commands: forget ? "" : nil,
            reply: rawText(now, state: judged.state, isRead: false))
    }

    private var learnt: CommandPlan? {
        if isFramed { return .framed }
        guard isPlanRefused else { return plan.adding(isExplored ? useful : [], isExplored: isExplored) }
        // A miner at rest tells less: what answered it is kept until it works. One that tells nothing has no commands yet.
        let kept = isExplored ? useful : reading?.isPaused == true || reading?.hashrates.isEmpty == false ? answered : []
        return kept.isEmpty ? nil : CommandPlan(kept, isExplored: isExplored)
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
