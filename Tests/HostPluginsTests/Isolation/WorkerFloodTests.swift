import Logging
import Synchronization
import Testing

@testable import HostPlugins

@Suite("A flood from a worker takes nobody else's time", .timeLimit(.minutes(3)))
struct WorkerFloodTests {
    private let second: UInt64 = 1_000_000_000

    @Test("Lines beyond the limit are dropped and counted, until the next second") func lines() {
        var flood = WorkerFlood(WorkerFlood.Limits(logLines: 3, news: 15))
        var taken = 0
        for _ in 0..<10 { if flood.news(isLogLine: true, atNanos: second) == .take { taken += 1 } }
        #expect(flood.line(atNanos: second + 1) == .drop, "what is written to the standard error goes to the same log")
        #expect(taken == 3)
        for _ in 0..<5 { #expect(flood.news(isLogLine: false, atNanos: second + 2) == .take, "an event is no line") }
        #expect(flood.news(isLogLine: false, atNanos: second + 2) == .drop, "but all together have a limit too")
        #expect(flood.takeDropped() == 9)
        #expect(flood.takeDropped() == 0)
        #expect(flood.news(isLogLine: true, atNanos: 2 * second) == .take)
    }

    @Test("What is written to the standard error has a limit for the minute too, and the next minute is another one") func output() {
        var flood = WorkerFlood(WorkerFlood.Limits(logLines: 50, outputLinesPerMinute: 100))
        func taken(from first: UInt64, seconds: UInt64) -> Int {
            (first..<first + seconds).reduce(0) { sum, at in
                sum + (0..<10).count { _ in flood.line(atNanos: at * second) == .take }
            }
        }
        #expect(taken(from: 100, seconds: 60) == 100)
        #expect(flood.takeDropped() == 500)
        #expect(taken(from: 160, seconds: 5) == 50)
        #expect(flood.news(isLogLine: true, atNanos: 170 * second) == .take, "the plugin's lines for the log have limits of their own")
    }

    @Test("Frames that belong to nothing end the worker once there are too many within a second") func frames() {
        var flood = WorkerFlood(WorkerFlood.Limits(logLines: 3, strays: 100))
        for round in 1...50 as ClosedRange<UInt64> {
            for _ in 0..<100 { #expect(flood.stray(atNanos: round * second) == .take) }
        }
        guard case .breach(let reason) = flood.stray(atNanos: 50 * second + second / 2) else {
            Issue.record("no breach")
            return
        }
        #expect(reason.contains("more than 100 frames within a second"))
    }

    @Test("A reader hands out so many frames at a time, in order, and keeps the others") func turns() throws {
        var reader = WorkerFrameReader()
        let bytes = (0..<10).flatMap { WorkerFrame.bytes(WorkerFrame.Head(kind: .pong, id: UInt64($0))) }
        _ = bytes.withUnsafeBytes { bytes in
            reader.fill {
                $0.copyMemory(from: bytes)
                return bytes.count
            }
        }
        var seen: [UInt64] = []
        for expected in [4, 4, 2, 0] {
            #expect(
                try reader.frames(atMost: 4) {
                    seen.append($0.head.id)
                    return true
                } == expected)
        }
        #expect(seen == Array(0..<10))
    }

    @Test(
        "A plugin that floods the host with what nobody asked for is ended; those on the same loops are served meanwhile",
        arguments: ["flood", "flood_pong", "flood_stop", "flood_acknowledge", "flood_started"])
    func ended(route: String) async throws {
        var options = WorkerPool.Options()
        options.flood = WorkerFlood.Limits(logLines: 10, strays: 1_000)
        let pool = WorkerPool(options: options, logger: Logger(label: "test"))
        // Only where tenants share threads a worker tells that a call has given its own back.
        let isOfTurns = route == "flood_started"
        let plugin = try WorkerTests.plugin(inline: !isOfTurns, sharing: isOfTurns ? .plugin : .tenant)
        let victim = try await WorkerTests.instance(pool, plugin)
        // Two loops serve all workers, so one of these shares the flooded one; none shares the worker that ends.
        let apart = isOfTurns ? try WorkerTests.plugin() : plugin
        let others = [
            try await WorkerTests.instance(pool, apart, tenant: TestPlugin.beta),
            try await WorkerTests.instance(pool, apart, tenant: TestPlugin.beta),
            try await WorkerTests.instance(pool, isOfTurns ? apart : try WorkerTests.plugin(sharing: .plugin)),
        ]
        #expect(try await victim.handle(TestPlugin.request(route)).text == "flows")
        var rounds = 0
        await eventually {
            rounds += 1
            for other in others { #expect((try? await other.handle(TestPlugin.request("echo", body: [66])).text) == "B") }
            return victim.workerReport != nil
        }
        guard case .overLimit(let reason) = victim.workerReport?.end else {
            Issue.record("\(String(describing: victim.workerReport))")
            return
        }
        #expect(reason.contains("more than 1000 frames within a second"))
        #expect(try await victim.handle(TestPlugin.request("echo", body: [65])).text == "A")
        for instance in [victim] + others { #expect(await instance.close()) }
        await pool.close()
    }
}
