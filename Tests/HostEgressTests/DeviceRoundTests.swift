import EventLoop
import Glibc
import Synchronization
import Testing

@testable import HostEgress

@Suite("Rounds over real sockets")
struct DeviceRoundTests {
    private static func answering() -> ScriptedDevice {
        ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.send("ok\0", to: connection)
        }
    }

    /// Takes connections and holds them until it is stopped.
    private static func holding() -> ScriptedDevice { ScriptedDevice(accepts: false) }

    @Test("Every exchange of a round of two thousand gives one reply, in batches, and the end comes last")
    func everyExchange() async throws {
        let device = DeviceRoundTests.answering()
        defer { device.stop() }
        let bench = try ExchangeBench()
        var round = bench.round([])
        // Consecutive loopback addresses would all be other endpoints; one device listens on one only, so the others refuse.
        round.exchanges = (0..<2_000).map {
            DeviceExchange(key: Int64($0), address: .v4(0x7F00_0001 + UInt32($0 % 20)), port: device.port, request: [1])
        }
        let (replies, end) = await bench.run(round)
        #expect(Set(replies.map(\.key)).count == 2_000 && replies.count == 2_000)
        #expect(end[outcome: .replied] == 100 && end[outcome: .refused] == 1_900)
        #expect(bench.largestBatch.load(ordering: .relaxed) <= 64)
    }

    @Test("Exchanges of one device keep their order")
    func order() async throws {
        let device = DeviceRoundTests.answering()
        defer { device.stop() }
        let bench = try ExchangeBench()
        let (replies, _) = await bench.run(bench.round([UInt16](repeating: device.port, count: 50)))
        #expect(replies.map(\.key) == (0..<50).map(Int64.init))
    }

    @Test("An answer is handed over while dead devices are still being waited for")
    func answersDoNotWait() async throws {
        let device = DeviceRoundTests.answering()
        let dead = (0..<10).map { _ in DeviceRoundTests.holding() }
        defer { device.stop(); for one in dead { one.stop() } }
        let bench = try ExchangeBench()
        var round = bench.round(dead.map(\.port) + [device.port])
        round.timeoutMilliseconds = 5_000
        let (replies, end) = await bench.run(round)
        #expect(replies.first?.key == 10)
        #expect(bench.batchCount.load(ordering: .relaxed) >= 2)
        #expect(end[outcome: .timedOut] == 10)
    }

    @Test("Cancel drops what has not begun and lets what is under way end")
    func cancel() async throws {
        let dead = (0..<8).map { _ in DeviceRoundTests.holding() }
        defer { for one in dead { one.stop() } }
        let bench = try ExchangeBench()
        var round = bench.round(dead.map(\.port))
        round.timeoutMilliseconds = 300
        round.connectionLimit = 3
        let (replies, end) = await bench.run(round) { $0.cancel() }
        #expect(replies.count == 8)
        #expect(end[outcome: .cancelled] >= 5)
        #expect(end[outcome: .cancelled] + end[outcome: .timedOut] == 8)
    }

    @Test("The deadline ends everything")
    func deadline() async throws {
        let dead = (0..<6).map { _ in DeviceRoundTests.holding() }
        defer { for one in dead { one.stop() } }
        let bench = try ExchangeBench()
        var round = bench.round(dead.map(\.port))
        round.connectionLimit = 4
        round.timeoutMilliseconds = 60_000
        round.deadlineNanos = EventLoop.nowNanos() + 150_000_000
        let (_, end) = await bench.run(round)
        #expect(end[outcome: .timedOut] == 4 && end[outcome: .cancelled] == 2)
    }

    @Test("At the host's end all rounds end, what is under way too")
    func cancelAll() async throws {
        let dead = DeviceRoundTests.holding()
        defer { dead.stop() }
        let bench = try ExchangeBench()
        var round = bench.round([dead.port])
        round.timeoutMilliseconds = 60_000
        let (replies, _) = await bench.run(round) { _ in bench.exchanger.cancelAll() }
        #expect(replies.map(\.outcome) == [.cancelled])
    }

    @Test("A taker that does not acknowledge holds new connections back, and an acknowledgement sets them going")
    func backPressure() async throws {
        let device = DeviceRoundTests.answering()
        defer { device.stop() }
        var limits = DeviceLimits()
        limits.unacknowledgedReplies = 10
        limits.repliesPerBatch = 1
        let bench = try ExchangeBench(limits: limits, acknowledges: false)
        let total = 200
        let round = bench.round([UInt16](repeating: device.port, count: total))
        let (replies, _) = await bench.run(round) { handle in
            Thread.start {
                // More than the window never waits: 10 may wait, and one more exchange may have been under way.
                while bench.replyCount.load(ordering: .relaxed) < 11 { usleep(1_000) }
                usleep(50_000)
                bench.stalledAt.store(bench.replyCount.load(ordering: .relaxed), ordering: .relaxed)
                handle.acknowledge(total)
                while bench.replyCount.load(ordering: .relaxed) < total {
                    handle.acknowledge(1)
                    usleep(200)
                }
            }
        }
        #expect(replies.count == total)
        #expect(bench.stalledAt.load(ordering: .relaxed) == 11)
    }

    @Test("A tenant whose devices are all dead does not delay another's")
    func fairness() async throws {
        let dead = (0..<40).map { _ in DeviceRoundTests.holding() }
        let device = DeviceRoundTests.answering()
        defer { device.stop(); for one in dead { one.stop() } }
        var limits = DeviceLimits()
        limits.connections = 8
        limits.connectionsPerTenant = 6
        let bench = try ExchangeBench(limits: limits)
        var slow = bench.round(dead.map(\.port))
        slow.timeoutMilliseconds = 1_500
        var quick = bench.round([UInt16](repeating: device.port, count: 20))
        quick.tenantKey = 2
        let slowRound = slow
        async let slowEnd = bench.run(slowRound)
        let (replies, quickEnd) = await bench.run(quick)
        #expect(replies.allSatisfy { $0.outcome == .replied })
        let (_, ended) = await slowEnd
        #expect(ended[outcome: .timedOut] == 40)
        // 40 dead devices at 6 a time need seven timeouts one after the other; the other tenant needs none.
        #expect(quickEnd.elapsedNanos < ended.elapsedNanos)
    }

    @Test("Out of descriptors or local ports, exchanges wait and then succeed")
    func exhaustion() async throws {
        let device = DeviceRoundTests.answering()
        defer { device.stop() }
        let calls = Counter()
        var limits = DeviceLimits()
        limits.exhaustionPauseNanos = 20_000_000
        let bench = try ExchangeBench(limits: limits) { address, port in
            switch calls.next() {
            case 1...4: .noDescriptor
            case 5...8: .noLocalPort
            default: DeviceSocket.connect(to: address, port: port)
            }
        }
        let (replies, _) = await bench.run(bench.round([UInt16](repeating: device.port, count: 5)))
        #expect(replies.map(\.outcome) == [DeviceOutcome](repeating: .replied, count: 5))
    }

    @Test("A destination for which there never is a local port ends as unreachable")
    func noPort() async throws {
        var limits = DeviceLimits()
        limits.exhaustionPauseNanos = 10_000_000
        limits.portPatienceNanos = 60_000_000
        let bench = try ExchangeBench(limits: limits) { _, _ in .noLocalPort }
        let reply = await bench.one(1)
        #expect(reply.outcome == .unreachable && reply.detail == DeviceFailure.noLocalPort.detail)
    }
}
