internal import CLibPQ
internal import EventLoop

/// One connection: libpq in non-blocking pipeline mode under an event loop. Belongs to that loop.
final class WireConnection: EventHandler {
    enum Role { case shared, exclusive }
    enum Phase { case connecting, ready, closed }

    let loop: EventLoop
    let role: Role
    let configuration: PostgresConfiguration
    unowned let owner: any WireConnectionOwner

    var phase = Phase.connecting
    /// The PGconn; nil before connecting and after closing.
    var handle: OpaquePointer?
    var descriptor: Int32 = -1
    var interest: Interest = []

    /// Sent and not answered, in order.
    var units = WireQueue<any WireUnit>()
    /// What runs outside pipeline mode: a script or a COPY.
    var solo: (any SoloOperation)?
    /// Begins when the last of `units` is answered.
    var nextSolo: (any SoloOperation)?
    var statements: StatementCache
    let parameters = ParameterBuffer()
    /// Requests accepted and not completed.
    var load = 0
    var uses = 0
    var openedAtNanos: UInt64 = 0
    var maximumAgeNanos: UInt64 = .max
    var idleSinceNanos: UInt64 = 0
    var isRetiring = false
    /// A cancel request was sent to the server: it might arrive late, so the connection is not lent again.
    var wasCancelled = false
    /// When the last cancel was sent because the first of `units` held up another's; 0: never.
    var cancelSentNanos: UInt64 = 0
    /// When the first of `units` became the one that the server works on.
    var headSinceNanos: UInt64 = 0
    /// Bytes that libpq holds of a result that is not complete, about.
    var gatheredBytes = 0
    var onNotification: ((PostgresNotification) -> Void)?
    /// Types of the target columns of a COPY by the statement that asked for them.
    var copyTypes: [String: [UInt32]] = [:]
    var connectTimer: EventLoop.Timer?

    init(
        loop: EventLoop, role: Role, configuration: PostgresConfiguration, maximumPreparedStatements: Int, owner: any WireConnectionOwner
    ) {
        self.loop = loop
        self.role = role
        self.configuration = configuration
        self.owner = owner
        statements = StatementCache(capacity: maximumPreparedStatements)
    }

    deinit { assert(handle == nil, "a connection must be closed before it is let go") }

    var isReady: Bool { phase == .ready }

    /// Whether nothing is under way.
    var isQuiet: Bool { units.isEmpty && solo == nil && nextSolo == nil && load == 0 }

    /// Whether a request whose plan was stale may run again: what it did is rolled back and no transaction is open.
    var canRetry: Bool { role == .shared || units.isEmpty && transactionStatus == PQTRANS_IDLE }

    /// Only true to life when nothing is under way.
    var transactionStatus: PGTransactionStatusType { handle.map { PQtransactionStatus($0) } ?? PQTRANS_UNKNOWN }

    func ready(_ events: Interest) {
        switch phase {
        case .connecting: pollConnect()
        case .ready: exchange(events)
        case .closed: break
        }
    }

    /// Reads and writes what can be, and hands out what came.
    private func exchange(_ events: Interest) {
        guard let handle else { return }
        if events.contains(.write) { flush() }
        if phase == .ready, !events.intersection([.read, .hangup, .error]).isEmpty {
            let before = gatheredBytes > 0 ? Int(postgres_bytes_available(descriptor)) : 0
            guard PQconsumeInput(handle) == 1 else {
                close(PostgresError(.connection, lastMessage("the connection was lost")), lost: true)
                return
            }
            if let solo {
                solo.proceed(on: self)
            } else {
                drain()
                watchSize(before: before)
            }
        } else if let solo {
            solo.proceed(on: self)
        }
        guard phase == .ready else { return }
        takeNotifications()
        owner.connectionMadeProgress(self)
    }

    private func drain() {
        guard let handle else { return }
        var emptyAnswers = 0
        let nowNanos = EventLoop.nowNanos()
        while phase == .ready, let unit = units.first, PQisBusy(handle) == 0 {
            guard let result = PQgetResult(handle) else {
                emptyAnswers += 1
                if emptyAnswers > 2 {
                    close(PostgresError(.protocol, lastMessage("the pipeline gave no result")), lost: true)
                    return
                }
                continue
            }
            emptyAnswers = 0
            gatheredBytes = 0
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                units.removeFirst()
                let elapsedNanos = nowNanos &- headSinceNanos
                headSinceNanos = nowNanos
                if elapsedNanos > WireConnection.slowNanos, let request = unit as? PendingRequest {
                    owner.connection(self, foundHeavy: request)
                }
                unit.synced(on: self)
                if role == .shared, units.isEmpty, phase == .ready, transactionStatus != PQTRANS_IDLE {
                    close(PostgresError(.usage, "a statement left a transaction open on a shared connection"), lost: true)
                }
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                close(PostgresError(.usage, "COPY belongs in copyIn of a session"), lost: true)
            default: unit.receive(result, on: self)
            }
        }
        // Messages that come unasked for are only seen when libpq parses.
        if phase == .ready, units.isEmpty { _ = PQisBusy(handle) }
        if phase == .ready, units.isEmpty, let operation = nextSolo {
            nextSolo = nil
            start(operation)
        }
    }

    /// A statement slower than this is kept off the shared connections, where others wait behind it.
    static let slowNanos: UInt64 = 200_000_000

    /// libpq gathers a whole result before it shows any of it; a result far beyond its limit is given up together with the connection.
    private func watchSize(before: Int) {
        guard phase == .ready, let request = units.first as? PendingRequest else { return }
        let read = gatheredBytes > 0 ? max(min(before, 16 << 10), before - Int(postgres_bytes_available(descriptor))) : 16 << 10
        gatheredBytes += read
        guard gatheredBytes / 2 > request.request.limits.bytes + (2 << 20) else { return }
        owner.connection(self, foundHeavy: request)
        var error = PostgresError(
            .resultTooLarge, "the statement returns far more than the limit of \(request.request.limits.bytes) bytes; narrow it or page")
        error.excess = .bytes(gatheredBytes)
        request.finish(.failure(error))
        if role == .exclusive { sendCancel() }
        close(PostgresError(.connection, "the connection was given up: another request's result was far beyond its limit"), lost: true)
    }

    func flush() {
        guard let handle else { return }
        switch PQflush(handle) {
        case 0: wait(for: .read)
        case 1: wait(for: [.read, .write])
        default: close(PostgresError(.connection, lastMessage("the connection was lost")), lost: true)
        }
    }

    func wait(for interest: Interest) {
        guard interest != self.interest, descriptor >= 0 else { return }
        self.interest = interest
        loop.update(descriptor, interest)
    }

    func takeNotifications() {
        guard let handle else { return }
        while let notification = PQnotifies(handle) {
            onNotification?(
                PostgresNotification(
                    channel: String(cString: notification.pointee.relname), payload: String(cString: notification.pointee.extra),
                    senderProcess: notification.pointee.be_pid))
            PQfreemem(notification)
        }
    }

    /// Ends the connection; everything under way fails with `error`.
    func close(_ error: PostgresError, lost: Bool) {
        guard phase != .closed else { return }
        let wasConnecting = phase == .connecting
        phase = .closed
        if let connectTimer { loop.cancel(connectTimer) }
        if descriptor >= 0 { loop.unregister(descriptor) }
        descriptor = -1
        if let handle { PQfinish(handle) }
        handle = nil
        var failure = error
        if failure.code != .closed { failure.code = error.code == .protocol ? .protocol : .connection }
        while let unit = units.popFirst() { unit.lost(failure) }
        let solos = [solo, nextSolo].compactMap(\.self)
        (solo, nextSolo) = (nil, nil)
        for operation in solos { operation.lost(failure) }
        for request in waitingForStatements { request.lost(failure) }
        waitingForStatements = []
        load = 0
        onNotification = nil
        owner.connectionClosed(self, error, wasConnecting: wasConnecting, wasLost: lost)
    }

    /// Requests whose statements are being prepared.
    var waitingForStatements: [PendingRequest] = []

    func lastMessage(_ fallback: String) -> String {
        let message = handle.flatMap { PQerrorMessage($0) }.map { String(cString: $0).trimmedLine } ?? ""
        return message.isEmpty ? fallback : message
    }

    /// Asks the server, over a connection of its own and on a thread of its own, to end what runs here.
    func sendCancel(then completion: @escaping @Sendable () -> Void = {}) {
        guard let handle else { return completion() }
        wasCancelled = true
        CancelSender.send(handle, then: completion)
    }
}
