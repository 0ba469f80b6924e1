import HTTPTypes
import Synchronization

/// The event streams that are open, so that they can be limited and ended. Any thread.
final class EventStreamRegistry: Sendable {
    private struct State {
        var nextId: UInt64 = 0
        var streams: [UInt64: (member: String, end: @Sendable () -> Void)] = [:]
        var perMember: [String: Int] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let maximum: Int
    private let maximumPerMember: Int

    init(maximum: Int, maximumPerMember: Int) {
        self.maximum = maximum
        self.maximumPerMember = maximumPerMember
    }

    var count: Int { state.withLock { $0.streams.count } }

    /// - Parameter end: ends the stream soon; called at most once, from any thread.
    /// - Throws: `ProblemError` 503 when the host is full or stopping, 429 when the member has too many.
    func open(member: String, end: @escaping @Sendable () -> Void) throws(ProblemError) -> UInt64 {
        let result: Result<UInt64, ProblemError> = state.withLock { state in
            if state.isClosed || state.streams.count >= maximum {
                return .failure(
                    ProblemError(
                        .serviceUnavailable, code: "too_many_streams", detail: "No further event stream now.", headers: [.retryAfter: "10"])
                )
            }
            if state.perMember[member, default: 0] >= maximumPerMember {
                return .failure(
                    ProblemError(
                        .tooManyRequests, code: "too_many_streams", detail: "You have \(maximumPerMember) event streams open already.",
                        headers: [.retryAfter: "10"]))
            }
            state.nextId += 1
            state.streams[state.nextId] = (member, end)
            state.perMember[member, default: 0] += 1
            return .success(state.nextId)
        }
        return try result.get()
    }

    func close(_ id: UInt64) {
        state.withLock { state in
            guard let stream = state.streams.removeValue(forKey: id) else { return }
            let left = state.perMember[stream.member, default: 1] - 1
            state.perMember[stream.member] = left == 0 ? nil : left
        }
    }

    /// Ends all streams and lets no new one begin: the host stops.
    func closeAll() {
        let ends = state.withLock { state in
            state.isClosed = true
            return state.streams.values.map(\.end)
        }
        for end in ends { end() }
    }
}
