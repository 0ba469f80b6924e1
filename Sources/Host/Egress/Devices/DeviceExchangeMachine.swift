internal import Glibc

/// The life of one connection, without the connection: what happened goes in, what to do next comes out.
struct DeviceExchangeMachine: Sendable {
    enum Phase: Sendable, Equatable {
        case connecting
        case sending
        case receiving
        case ended
    }

    enum Action: Sendable, Equatable {
        /// Try to send the request from this byte on.
        case send(from: Int)
        /// Try to read.
        case receive
        case waitWritable
        case waitReadable
        /// Done. `isAbort`: drop the connection at once, whatever the device still sends.
        case finish(DeviceOutcome, DeviceFailure?, isAbort: Bool)
    }

    let requestCount: Int
    let maximumReplyCount: Int
    let end: DeviceReplyEnd
    private(set) var phase = Phase.connecting
    private(set) var sentCount = 0
    private(set) var receivedCount = 0
    private var frame = FrameLength()

    init(requestCount: Int, maximumReplyCount: Int, end: DeviceReplyEnd) {
        self.requestCount = requestCount
        self.maximumReplyCount = maximumReplyCount
        self.end = end
    }

    /// The kernel took the connect, be it done or under way.
    ///
    /// Sending at once tells both apart without a wait: on a near network the connection often stands already.
    mutating func connectBegan() -> Action {
        requestCount == 0 ? .waitWritable : .send(from: 0)
    }

    /// The descriptor became writable and stands connected.
    mutating func becameWritable() -> Action {
        if phase == .connecting && requestCount == 0 {
            phase = .receiving
            return .receive
        }
        return phase == .receiving ? .receive : .send(from: sentCount)
    }

    /// The kernel took `count` bytes of the request.
    mutating func sent(_ count: Int) -> Action {
        sentCount += count
        if sentCount < requestCount {
            phase = .sending
            return .send(from: sentCount)
        }
        phase = .receiving
        return .waitReadable
    }

    /// The kernel takes no bytes now; before the first one that means that the connection does not stand yet.
    mutating func sendWouldBlock() -> Action { .waitWritable }

    /// Bytes came; the first `keep` of them belong to the reply.
    mutating func received(_ bytes: UnsafeRawBufferPointer) -> (keep: Int, action: Action) {
        let ending = endOffset(bytes)
        let room = maximumReplyCount - receivedCount
        // A frame that says that it is longer than a reply may be is not waited for.
        guard ending ?? bytes.count <= room else {
            let keep = min(room, bytes.count)
            receivedCount += keep
            return (keep, finish(.tooLarge, .tooLarge(limit: maximumReplyCount), isAbort: true))
        }
        guard let ending, ending <= bytes.count else {
            receivedCount += bytes.count
            return (bytes.count, .receive)
        }
        receivedCount += ending
        return (ending, finish(.replied, nil, isAbort: false))
    }

    /// How many bytes from the first of these on the reply has, as far as it is known; more than have come where a frame goes on.
    private mutating func endOffset(_ bytes: UnsafeRawBufferPointer) -> Int? {
        switch end {
        case .close: return nil
        case .nulByte:
            guard let start = bytes.baseAddress, let found = memchr(start, 0, bytes.count) else { return nil }
            return UnsafeRawPointer(found) - start + 1
        case .lengthPrefix:
            frame.take(bytes)
            return frame.frameCount.map { $0 - receivedCount }
        }
    }

    /// There is nothing to read now.
    mutating func receiveWouldBlock() -> Action { .waitReadable }

    /// The device closed its side: the reply, maybe an empty one, is whole, unless it was a frame that goes on.
    mutating func streamEnded() -> Action {
        end == .lengthPrefix && receivedCount > 0
            ? finish(.broken, .cutFrame(receivedCount: receivedCount), isAbort: false) : finish(.replied, nil, isAbort: false)
    }

    /// A system call failed with `errorNumber`.
    mutating func failed(_ errorNumber: Int32) -> Action {
        switch phase {
        case .connecting:
            switch errorNumber {
            case ECONNREFUSED, ECONNRESET, EPIPE: return finish(.refused, .system(errorNumber), isAbort: true)
            default: return finish(.unreachable, .system(errorNumber), isAbort: true)
            }
        case .sending where errorNumber == EPIPE || errorNumber == ECONNRESET:
            // A device may answer and close before it has read the whole request; its answer still waits to be read.
            phase = .receiving
            return .receive
        case .sending, .receiving:
            if receivedCount > 0 { return finish(.broken, .system(errorNumber), isAbort: true) }
            return finish(errorNumber == ETIMEDOUT ? .timedOut : .refused, .system(errorNumber), isAbort: true)
        case .ended:
            return finish(.broken, .system(errorNumber), isAbort: true)
        }
    }

    /// The connect timeout or the whole exchange's timeout has passed.
    mutating func timeReached() -> Action {
        phase == .connecting
            ? finish(.unreachable, .connectTimeout, isAbort: true)
            : finish(.timedOut, .timeout(receivedCount: receivedCount), isAbort: true)
    }

    /// The round ends before the exchange did, at its deadline or at the host's end.
    mutating func aborted(_ failure: DeviceFailure) -> Action {
        finish(phase == .connecting || failure == .cancelled ? .cancelled : .timedOut, failure, isAbort: true)
    }

    private mutating func finish(_ outcome: DeviceOutcome, _ failure: DeviceFailure?, isAbort: Bool) -> Action {
        phase = .ended
        return .finish(outcome, failure, isAbort: isAbort)
    }
}
