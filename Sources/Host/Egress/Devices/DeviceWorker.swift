internal import EventLoop

/// The exchanges of one loop: opens connections as the limits allow, collects replies into batches, keeps time.
///
/// `@unchecked Sendable`: after `init` everything but the constants is touched by the loop's thread alone; the methods that may be called
/// from elsewhere (`start`, `resume`, `cancel`, `cancelAll`) only hand work to the loop.
final class DeviceWorker: @unchecked Sendable {
    static let connectionsPerSlice = 64
    private static let readBufferCount = 65_536

    /// Begins a connection; a test puts its own in place to run out of descriptors and ports.
    typealias Connect = @Sendable (IPAddress, UInt16) -> DeviceSocket.Opening

    let loop: EventLoop
    let limits: DeviceLimits
    let connect: Connect
    /// All connections read into it, one after the other.
    let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: DeviceWorker.readBufferCount, alignment: 64)
    var wheel = TimerWheel(nowNanos: EventLoop.nowNanos())
    var rounds: [RunningRound] = []
    var openCount = 0
    /// No connection begins before this time: the kernel has no descriptor to give.
    var exhaustedUntilNanos: UInt64 = 0
    var isFilling = false
    private var connections: [DeviceConnection] = []
    private var freeConnections: [Int32] = []
    private var tenants: [Int64: TenantConnections] = [:]
    private var turn: UInt64 = 0
    private var isFillPosted = false
    private var isTickScheduled = false
    private var expired: [Int32] = []

    init(loop: EventLoop, limits: DeviceLimits, connect: @escaping Connect) {
        self.loop = loop
        self.limits = limits
        self.connect = connect
    }

    deinit { readBuffer.deallocate() }

    // MARK: From any thread

    func start(_ running: RunningRound) {
        loop.execute { self.take(running) }
    }

    func resume() {
        loop.execute { self.fill() }
    }

    func cancel(_ running: RunningRound) {
        loop.execute { self.drop(running, .cancelled) }
    }

    func cancelAll() {
        loop.execute {
            for running in self.rounds { self.abort(running, .cancelled) }
        }
    }

    // MARK: On the loop

    private func take(_ running: RunningRound) {
        let tenant = tenants[running.round.tenantKey] ?? TenantConnections(tenantKey: running.round.tenantKey)
        tenants[tenant.tenantKey] = tenant
        tenant.roundCount += 1
        running.tenant = tenant
        rounds.append(running)
        guard running.unfinishedCount > 0 else { return endRound(running) }
        scheduleTick()
        fill()
    }

    func endRound(_ running: RunningRound) {
        flush(running)
        rounds.removeAll { $0 === running }
        running.tenant.roundCount -= 1
        if running.tenant.roundCount == 0 { tenants[running.tenant.tenantKey] = nil }
        running.end.elapsedNanos = EventLoop.nowNanos() - running.startedNanos
        running.onEnd(running.end)
    }

    /// Begins exchanges while there is room; after a slice of them other work of the loop gets its turn.
    func fill() {
        guard !isFilling, EventLoop.nowNanos() >= exhaustedUntilNanos else { return }
        isFilling = true
        defer { isFilling = false }
        var begun = 0
        while openCount < limits.connections, let running = nextRound(), let index = running.queue.takeNext() {
            turn += 1
            running.lastTurn = turn
            guard begin(running, index) else { return }
            begun += 1
            if begun == DeviceWorker.connectionsPerSlice { return postFill() }
        }
    }

    private func postFill() {
        guard !isFillPosted else { return }
        isFillPosted = true
        loop.execute {
            self.isFillPosted = false
            self.fill()
        }
    }

    private func nextRound() -> RunningRound? {
        var best: RunningRound?
        for running in rounds where running.queue.hasReady && mayOpen(running) {
            if let current = best, !running.turn.comes(before: current.turn) { continue }
            best = running
        }
        return best
    }

    private func mayOpen(_ running: RunningRound) -> Bool {
        running.openCount < running.round.connectionLimit ?? .max && running.tenant.openCount < limits.connectionsPerTenant
            && !running.window.isFull() && running.round.budget?.hasRoom ?? true
    }

    func takeConnection() -> DeviceConnection {
        if let identifier = freeConnections.popLast() { return connections[Int(identifier)] }
        let connection = DeviceConnection(identifier: Int32(connections.count), worker: self)
        connections.append(connection)
        return connection
    }

    func release(_ connection: DeviceConnection) {
        wheel.remove(connection.identifier)
        connection.reset()
        freeConnections.append(connection.identifier)
    }

    /// The connections and pauses of one round.
    func connections(of running: RunningRound) -> [DeviceConnection] {
        connections.filter { $0.running === running }
    }

    // MARK: Time

    private func scheduleTick() {
        guard !isTickScheduled else { return }
        isTickScheduled = true
        loop.schedule(atNanos: EventLoop.nowNanos() &+ limits.batchDelayNanos) { self.tick() }
    }

    private func tick() {
        isTickScheduled = false
        let nowNanos = EventLoop.nowNanos()
        for running in rounds { flush(running) }
        wheel.expire(nowNanos: nowNanos, into: &expired)
        let due = expired
        expired.removeAll(keepingCapacity: true)
        for identifier in due { timeReached(connections[Int(identifier)], nowNanos) }
        for running in rounds where nowNanos >= running.round.deadlineNanos { abort(running, .deadline) }
        fill()
        if !rounds.isEmpty { scheduleTick() }
    }
}
