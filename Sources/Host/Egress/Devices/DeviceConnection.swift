internal import EventLoop
internal import Glibc

/// One connection, or an exchange that pauses before its next try. Used again and again by its worker.
///
/// Thread: the worker's loop alone.
final class DeviceConnection: EventHandler {
    let identifier: Int32
    private unowned let worker: DeviceWorker
    private(set) var running: RunningRound?
    private(set) var index = 0
    private(set) var startedNanos: UInt64 = 0
    private(set) var isPausing = false
    private var timeoutNanos: UInt64 = 0
    private var socket = DeviceSocket(descriptor: -1)
    private var machine = DeviceExchangeMachine(requestCount: 0, maximumReplyCount: 0, end: .close)
    private var reply: [UInt8] = []
    private var isRegistered = false

    init(identifier: Int32, worker: DeviceWorker) {
        self.identifier = identifier
        self.worker = worker
    }

    /// Takes over a socket whose connect has begun.
    func begin(_ running: RunningRound, _ index: Int, socket: DeviceSocket, nowNanos: UInt64) {
        let round = running.round
        self.running = running
        self.index = index
        self.socket = socket
        startedNanos = nowNanos
        timeoutNanos = nowNanos &+ nanos(round.timeoutMilliseconds)
        let requestCount = round.exchanges[index].request.count
        if requestCount > 1_400 { socket.sendSmallSegmentsAtOnce() }
        machine = DeviceExchangeMachine(
            requestCount: requestCount, maximumReplyCount: max(1, round.maximumReplyBytes), end: round.end)
        worker.wheel.add(identifier, dueNanos: min(timeoutNanos, nowNanos &+ nanos(round.connectTimeoutMilliseconds)))
        perform(machine.connectBegan())
    }

    /// Waits, without a socket, until the exchange may be tried again.
    func pause(_ running: RunningRound, _ index: Int, untilNanos: UInt64) {
        self.running = running
        self.index = index
        isPausing = true
        worker.wheel.add(identifier, dueNanos: untilNanos)
    }

    /// Forgets everything, ready for the next use.
    func reset() {
        running = nil
        isPausing = false
        isRegistered = false
        reply = []
    }

    func ready(_ events: Interest) {
        if machine.phase == .receiving { return perform(.receive) }
        let code = machine.phase == .connecting ? socket.connectError() : 0
        perform(code == 0 ? machine.becameWritable() : machine.failed(code))
    }

    /// The wheel's time has come.
    func timeReached(nowNanos: UInt64) {
        if machine.phase != .connecting && nowNanos < timeoutNanos {
            worker.wheel.add(identifier, dueNanos: timeoutNanos)
        } else {
            perform(machine.timeReached())
        }
    }

    /// The round ends now.
    func abort(_ failure: DeviceFailure) {
        perform(machine.aborted(failure))
    }

    private func nanos(_ milliseconds: Int) -> UInt64 {
        // A day is longer than any timeout, and far from overflow.
        UInt64(min(max(1, milliseconds), 86_400_000)) * 1_000_000
    }

    private func perform(_ first: DeviceExchangeMachine.Action) {
        var action = first
        while true {
            switch action {
            case .send(let offset): action = send(from: offset)
            case .receive: action = receive()
            case .waitWritable: return wait(for: .write)
            case .waitReadable: return wait(for: .read)
            case .finish(let outcome, let failure, let isAbort):
                return finish(outcome, failure, isAbort: isAbort)
            }
        }
    }

    private func send(from offset: Int) -> DeviceExchangeMachine.Action {
        guard let running else { return .waitWritable }
        let transfer = running.round.exchanges[index].request.withUnsafeBytes {
            socket.send(UnsafeRawBufferPointer(rebasing: $0[offset...]))
        }
        switch transfer {
        case .count(let count): return machine.sent(count)
        case .wouldBlock: return machine.sendWouldBlock()
        case .failed(let code): return machine.failed(code)
        }
    }

    private func receive() -> DeviceExchangeMachine.Action {
        let buffer = worker.readBuffer
        switch socket.receive(into: buffer) {
        case .count(0): return machine.streamEnded()
        case .count(let count):
            let (keep, action) = machine.received(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            reply.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<keep]))
            return action
        case .wouldBlock: return machine.receiveWouldBlock()
        case .failed(let code): return machine.failed(code)
        }
    }

    private func wait(for interest: Interest) {
        if isRegistered {
            worker.loop.update(socket.descriptor, interest)
        } else {
            isRegistered = true
            worker.loop.register(socket.descriptor, interest, self)
        }
    }

    private func finish(_ outcome: DeviceOutcome, _ failure: DeviceFailure?, isAbort: Bool) {
        if isRegistered { worker.loop.unregister(socket.descriptor) }
        socket.close(isAbort: isAbort)
        let bytes = reply
        reply = []
        worker.ended(self, outcome, failure, reply: bytes)
    }
}
