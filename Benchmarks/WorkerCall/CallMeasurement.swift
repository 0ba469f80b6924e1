import Glibc
import HostPlugins
import Synchronization

/// Times calls of one instance: how long each took from the caller's side.
struct CallMeasurement {
    let instance: LiveInstance

    static let request = request("null")
    static let crash = request("crash")

    private static func request(_ route: String) -> PluginHTTPRequest {
        PluginHTTPRequest(
            route: route, method: "GET", path: "/api/v1/\(route)", requestId: "r", tenantId: "alpha", tenantKind: "client", role: "owner")
    }

    static func nanos() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Makes `count` calls, of which `width` are under way at once; each end begins the next call where it is told.
    ///
    /// - Returns: Nanoseconds of each call, in no order, and those of all together.
    func calls(_ count: Int, width: Int) async -> (each: [UInt64], all: UInt64) {
        let run = Run(instance, count: count)
        let began = Self.nanos()
        await withCheckedContinuation { continuation in
            run.onEnd { continuation.resume() }
            for _ in 0..<width { run.next() }
        }
        return (run.durations, Self.nanos() - began)
    }

    /// Processor time of the calling thread: on a shared machine the clock tells of others too.
    static func spentNanos() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Makes calls that end before they return, one after the other, each from its request; nanoseconds of all together.
    func immediate(_ count: Int) -> UInt64 {
        let began = Self.spentNanos()
        for _ in 0..<count { instance.handle(Self.request) { _ in } }
        return Self.spentNanos() - began
    }

    /// The same with a request that is written once.
    func bare(_ count: Int) -> UInt64 {
        let message = Self.request.message()
        let began = Self.spentNanos()
        for _ in 0..<count { instance.handle(written: message) { _ in } }
        return Self.spentNanos() - began
    }

    /// Calls at a steady rate, whatever the answers do; how long each took.
    func paced(_ count: Int, perSecond: Int) async -> [UInt64] {
        let durations = Mutex<[UInt64]>([])
        let step = 1_000_000_000 / UInt64(perSecond)
        // Sleeping, not spinning: a caller that keeps a core busy would measure how the kernel takes it away from itself.
        let began = Self.nanos()
        for number in 0..<UInt64(count) {
            let due = began + number * step
            var until = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nil)
            // From its begin, not from when it was due: the timer of the one that calls is late by itself, and no call waits for another.
            let start = Self.nanos()
            instance.handle(Self.request) { _ in
                let took = Self.nanos() - start
                durations.withLock { $0.append(took) }
            }
        }
        while durations.withLock({ $0.count }) < count { try? await Task.sleep(nanoseconds: 1_000_000) }
        return durations.withLock(\.self)
    }
}

/// Calls that follow each other.
private final class Run: Sendable {
    private struct State {
        var left: Int
        var underWay = 0
        var durations: [UInt64] = []
        var onEnd: (@Sendable () -> Void)?
    }

    private let instance: LiveInstance
    private let state: Mutex<State>

    init(_ instance: LiveInstance, count: Int) {
        self.instance = instance
        var state = State(left: count)
        state.durations.reserveCapacity(count)
        self.state = Mutex(state)
    }

    var durations: [UInt64] { state.withLock(\.durations) }

    func onEnd(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.onEnd = body } }

    func next() {
        let isWanted = state.withLock { state in
            guard state.left > 0 else { return false }
            state.left -= 1
            state.underWay += 1
            return true
        }
        guard isWanted else { return }
        let began = CallMeasurement.nanos()
        instance.handle(CallMeasurement.request) { _ in
            let took = CallMeasurement.nanos() - began
            let end = self.state.withLock { state -> (@Sendable () -> Void)? in
                state.durations.append(took)
                state.underWay -= 1
                return state.left == 0 && state.underWay == 0 ? state.onEnd.take() : nil
            }
            end?()
            self.next()
        }
    }
}
