internal import EventLoop

/// The pool's state. Belongs to its loop.
final class PoolCore {
    let configuration: PostgresConfiguration
    let options: PostgresPoolOptions
    let loop: EventLoop
    private let onEvent: @Sendable (PostgresPoolEvent) -> Void

    /// Connections of each kind, connecting ones included.
    var shared: [WireConnection] = []
    var exclusive: [WireConnection] = []
    /// Exclusive ones that nobody has, the last used last.
    var idle: [WireConnection] = []
    var waitingRequests = OwnerTurns<PendingRequest>()
    var waitingSessions = OwnerTurns<SessionWaiter>()
    /// What is kept off the shared connections.
    var slowWork = SlowWork()
    /// Who has the exclusive connections, and for whom each was taken.
    var exclusiveShare: OwnerShare
    var takenFor: [ObjectIdentifier: Int64?] = [:]
    var laneTimer: EventLoop.Timer?
    /// Heavy requests and sessions by their connection, so that deadlines and `close` find them.
    var heavyRequests: [ObjectIdentifier: PendingRequest] = [:]
    var sessions: [ObjectIdentifier: SessionCore] = [:]

    var status = PostgresPoolStatus()
    var isClosed = false
    private var backoff: Backoff
    private var retryTimer: EventLoop.Timer?
    private var tickTimer: EventLoop.Timer?
    private var sweepTimer: EventLoop.Timer?
    private var sweepAtNanos: UInt64 = .max
    private(set) var lastConnectError: PostgresError?
    /// When the first attempt failed since there was a connection.
    private var awaySinceNanos: UInt64?

    init(
        _ configuration: PostgresConfiguration, _ options: PostgresPoolOptions, _ loop: EventLoop,
        _ onEvent: @escaping @Sendable (PostgresPoolEvent) -> Void
    ) {
        self.configuration = configuration
        self.options = options
        self.loop = loop
        self.onEvent = onEvent
        exclusiveShare = OwnerShare(limit: max(1, options.maximumConnections - max(1, options.sharedConnections)))
        backoff = Backoff(minimumNanos: options.minimumBackoffNanos, maximumNanos: options.maximumBackoffNanos)
    }

    var exclusiveLimit: Int { exclusiveShare.limit }
    var sharedLimit: Int { max(1, options.sharedConnections) }

    func begin() {
        tick()
        keepMinimum()
    }

    func tell(_ event: PostgresPoolEvent) { onEvent(event) }

    // MARK: Opening

    /// Opens one connection unless the last attempt failed a moment ago.
    func open(_ role: WireConnection.Role) {
        guard !isClosed, retryTimer == nil else { return }
        let connection = WireConnection(
            loop: loop, role: role, configuration: configuration, maximumPreparedStatements: options.maximumPreparedStatements, owner: self)
        if role == .shared { shared.append(connection) } else { exclusive.append(connection) }
        connection.connect(timeoutNanos: options.connectTimeoutNanos)
    }

    func keepMinimum() {
        let open = shared.count + exclusive.count
        guard open < options.minimumConnections else { return }
        for _ in open..<options.minimumConnections {
            if shared.count < sharedLimit { self.open(.shared) } else if exclusive.count < exclusiveLimit { self.open(.exclusive) }
        }
    }

    func connected(_ connection: WireConnection) {
        backoff.succeeded()
        lastConnectError = nil
        awaySinceNanos = nil
        // Each a little different, so that they are not all replaced at once.
        connection.maximumAgeNanos = UInt64(Double(options.maximumAgeNanos) * Double.random(in: 0.9...1.1))
        status.connectionsOpened += 1
    }

    /// Pauses before the next attempt.
    func connectFailed(_ error: PostgresError) {
        lastConnectError = error
        failWaiting(error, nowNanos: EventLoop.nowNanos())
        guard !isClosed, retryTimer == nil else { return }
        let pauseNanos = backoff.next(random: Double.random(in: 0...1))
        retryTimer = loop.schedule(atNanos: EventLoop.nowNanos() + pauseNanos) { [box = LoopBox(self)] in
            box.value.retryTimer = nil
            box.value.keepMinimum()
            box.value.pump()
        }
        tell(.connectFailed(error, retryAfterNanos: pauseNanos))
    }

    /// Once the server has been away for the default deadline, who waits is told with each failed attempt: a longer deadline of its own
    /// would only keep it waiting.
    private func failWaiting(_ error: PostgresError, nowNanos: UInt64) {
        guard !(shared + exclusive).contains(where: \.isReady) else { return }
        let sinceNanos = awaySinceNanos ?? nowNanos
        awaySinceNanos = sinceNanos
        guard nowNanos - sinceNanos >= options.defaultDeadlineNanos else { return }
        // Only those that wait now: a completion may ask again.
        for _ in 0..<waitingRequests.count { waitingRequests.next().map { complete($0, .failure(error)) } }
        for _ in 0..<waitingSessions.count { waitingSessions.next()?.finish(.failure(error)) }
    }

    // MARK: Time

    /// Sees to it that `sweep` runs at `deadlineNanos` at the latest.
    func watch(_ deadlineNanos: UInt64) {
        guard deadlineNanos < sweepAtNanos else { return }
        if let sweepTimer { loop.cancel(sweepTimer) }
        sweepAtNanos = deadlineNanos
        sweepTimer = loop.schedule(atNanos: deadlineNanos) { [box = LoopBox(self)] in
            box.value.sweepTimer = nil
            box.value.sweepAtNanos = .max
            box.value.sweep(nowNanos: EventLoop.nowNanos())
        }
    }

    private func tick() {
        tickTimer = loop.schedule(atNanos: EventLoop.nowNanos() + 1_000_000_000) { [box = LoopBox(self)] in
            guard !box.value.isClosed else { return }
            box.value.maintain(nowNanos: EventLoop.nowNanos())
            box.value.tick()
        }
    }

    /// Ends everything. No callback of a connection comes later.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        for timer in [retryTimer, tickTimer, sweepTimer, laneTimer] { if let timer { loop.cancel(timer) } }
        let error = PostgresError.poolClosed
        while let request = waitingRequests.next() { complete(request, .failure(error)) }
        while let waiter = waitingSessions.next() { waiter.finish(.failure(error)) }
        for connection in shared + exclusive { connection.close(error, lost: false) }
    }
}
