internal import EventLoop

/// A round under way on one loop.
///
/// `@unchecked Sendable`: touched by that loop's thread alone once `DeviceWorker.start` has handed it over; only `window` is shared.
final class RunningRound: @unchecked Sendable {
    let round: DeviceRound
    let window: ReplyWindow
    let onReplies: @Sendable ([DeviceReply]) -> Void
    let onEnd: @Sendable (DeviceRoundEnd) -> Void
    let startedNanos: UInt64

    var queue: ExchangeQueue
    /// Tries made, by exchange index; empty if there is only one try.
    var attemptsMade: [UInt8]
    /// When an exchange first found no local port, by its index.
    var portShortageNanos: [Int: UInt64] = [:]
    var openCount = 0
    /// Exchanges without a reply handed over.
    var unfinishedCount: Int
    var pending: [DeviceReply] = []
    var lastTurn: UInt64 = 0
    var isCancelled = false
    var end = DeviceRoundEnd()
    /// Set when the round is taken up by its loop.
    var tenant = TenantConnections(tenantKey: 0)

    init(
        _ round: DeviceRound, window: ReplyWindow, onReplies: @escaping @Sendable ([DeviceReply]) -> Void,
        onEnd: @escaping @Sendable (DeviceRoundEnd) -> Void
    ) {
        self.round = round
        self.window = window
        self.onReplies = onReplies
        self.onEnd = onEnd
        startedNanos = EventLoop.nowNanos()
        queue = ExchangeQueue(round.exchanges)
        attemptsMade = round.attempts > 1 ? [UInt8](repeating: 0, count: round.exchanges.count) : []
        unfinishedCount = round.exchanges.count
    }

    var turn: RoundTurn {
        RoundTurn(tenantOpenCount: tenant.openCount, roundOpenCount: openCount, lastTurn: lastTurn)
    }

    /// Counts a try of an exchange that has just failed; says whether another one is left.
    func mayTryAgain(_ index: Int) -> Bool {
        guard !attemptsMade.isEmpty, !isCancelled else { return false }
        attemptsMade[index] += 1
        return Int(attemptsMade[index]) < min(round.attempts, Int(UInt8.max))
    }
}
