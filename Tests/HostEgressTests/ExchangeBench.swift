import EventLoop
import Synchronization

@testable import HostEgress

/// An exchanger on a loop of its own, and its replies as values. The loop's thread ends with the test process.
final class ExchangeBench: Sendable {
    let exchanger: DeviceExchanger
    let acknowledges: Bool
    let replyCount = Atomic<Int>(0)
    let batchCount = Atomic<Int>(0)
    let largestBatch = Atomic<Int>(0)
    let stalledAt = Atomic<Int>(0)

    init(
        limits: DeviceLimits = DeviceLimits(), acknowledges: Bool = true,
        connect: @escaping DeviceWorker.Connect = { DeviceSocket.connect(to: $0, port: $1) }
    ) throws {
        exchanger = DeviceExchanger(loops: try EventLoopGroup(count: 1, name: "bench"), limits: limits, connect: connect)
        self.acknowledges = acknowledges
    }

    /// A round of one exchange for each port of 127.0.0.1, keys from 0.
    func round(_ ports: [UInt16]) -> DeviceRound {
        let exchanges = ports.enumerated().map {
            DeviceExchange(key: Int64($0.offset), address: .v4(0x7F00_0001), port: $0.element, request: Array("{\"command\":\"x\"}".utf8))
        }
        return DeviceRound(tenantKey: 1, exchanges: exchanges, grants: NetworkGrant([try! NetworkRange("127.0.0.0/8")]))
    }

    func one(_ port: UInt16, _ change: (inout DeviceRound) -> Void = { _ in }) async -> DeviceReply {
        var round = round([port])
        change(&round)
        return await run(round).0[0]
    }

    /// Runs a round to its end. `started` gets the handle at once.
    func run(_ round: DeviceRound, started: @Sendable (DeviceRoundHandle) -> Void = { _ in }) async -> ([DeviceReply], DeviceRoundEnd) {
        let collected = Collected()
        return await withCheckedContinuation { continuation in
            let handle = exchanger.start(
                round,
                onReplies: { replies in
                    self.replyCount.wrappingAdd(replies.count, ordering: .relaxed)
                    self.batchCount.wrappingAdd(1, ordering: .relaxed)
                    self.largestBatch.max(replies.count, ordering: .relaxed)
                    collected.replies.withLock { $0 += replies }
                    if self.acknowledges { collected.acknowledge(replies.count) }
                },
                onEnd: { end in continuation.resume(returning: (collected.replies.withLock { $0 }, end)) })
            if acknowledges { collected.use(handle) }
            started(handle)
        }
    }

    private final class Collected: Sendable {
        let replies = Mutex<[DeviceReply]>([])
        private let handle = Mutex<(handle: DeviceRoundHandle?, owed: Int)>((nil, 0))

        func use(_ new: DeviceRoundHandle) {
            handle.withLock { state in
                state.handle = new
                new.acknowledge(state.owed)
            }
        }

        func acknowledge(_ count: Int) {
            handle.withLock { state in
                if let handle = state.handle { handle.acknowledge(count) } else { state.owed += count }
            }
        }
    }
}

/// Counts from 1, from any thread.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).newValue }
}
