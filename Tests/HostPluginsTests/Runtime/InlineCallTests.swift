import CLinux
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

@Suite("A call that ends within its start leaves its place to the thread's next one, and nothing else of itself", .timeLimit(.minutes(5)))
struct InlineCallTests {
    /// Runs on a thread of its own, which has no lane yet, and waits for its end.
    private func onFreshThread(_ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            Thread {
                work()
                continuation.resume()
            }.start()
        }
    }

    private func ask(_ instance: LiveInstance, _ route: String, _ body: String = "") -> (text: String?, status: PluginStatus?) {
        let told = Mutex<(String?, PluginStatus?)>((nil, nil))
        instance.handle(TestPlugin.request(route, body: Array(body.utf8))) { result in
            told.withLock { told in
                switch result {
                case .success(let answer): told = (answer.text, nil)
                case .failure(let error): told = (nil, error.status)
                }
            }
        }
        return told.withLock(\.self)
    }

    @Test("Calls on one thread follow each other, each with an answer of its own and an id that was never used before") func follow()
        async throws
    {
        let instance = try await TestPlugin.instance()
        await onFreshThread {
            for number in 0..<1_000 { #expect(ask(instance, "echo", "\(number)").text == "\(number)") }
            // Refused by start, completed twice, completed and refused: each ends once, and the next call is none the worse.
            for number in 0..<10 {
                #expect(ask(instance, "refuse").status == .conflict)
                #expect(ask(instance, "twice").text == "1")
                #expect(ask(instance, "both").text == "1")
                #expect(ask(instance, "echo", "\(number)").text == "\(number)")
            }
        }
        let counters = instance.plugin.counters
        #expect(counters.tally.calls == 1_040)
        #expect(counters.failures.load(ordering: .relaxed) == 10)
        #expect(counters.staleCompletions.load(ordering: .relaxed) == 20)
        #expect(instance.underWay == 0)
        #expect(instance.meter[.requestsInFlight].used(atNanos: 0) == 0)
        #expect(await instance.close())
    }

    @Test("A call that is made where another one's end is told is a call like any other") func nested() async throws {
        let outer = try await TestPlugin.instance()
        let inner = try await TestPlugin.instance(tenant: TestPlugin.beta)
        await onFreshThread {
            for round in 0..<100 {
                let told = Mutex<[String]>([])
                outer.handle(TestPlugin.request("echo", body: Array("outer \(round)".utf8))) { result in
                    let (first, second) = (ask(inner, "echo", "inner \(round)"), ask(inner, "twice"))
                    told.withLock { $0 = [(try? result.get())?.text ?? "", first.text ?? "", second.text ?? ""] }
                }
                #expect(told.withLock(\.self) == ["outer \(round)", "inner \(round)", "1"])
            }
        }
        #expect(outer.underWay == 0 && inner.underWay == 0)
        #expect(outer.plugin.counters.tally.calls == 100)
        #expect(inner.plugin.counters.tally.calls == 200)
        #expect(await outer.close())
        #expect(await inner.close())
    }

    @Test("What a caller held is let go when its call has ended, not when the thread makes the next one") func letsGo() async throws {
        final class Held: Sendable {}
        let instance = try await TestPlugin.instance()
        await onFreshThread {
            for route in ["echo", "refuse", "echo"] {
                weak var left: Held?
                do {
                    let held = Held()
                    left = held
                    instance.handle(TestPlugin.request(route)) { _ in withExtendedLifetime(held) {} }
                }
                #expect(left == nil)
            }
        }
        #expect(await instance.close())
    }

    @Test("A call that outlives its start, or that the deadline ends first, takes its place with it") func outlives() async throws {
        let instance = try await TestPlugin.instance()
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        await onFreshThread {
            for number in 0..<20 {
                instance.handle(TestPlugin.request("later")) { continuation.yield((try? $0.get())?.text ?? "failed") }
                #expect(ask(instance, "echo", "\(number)").text == "\(number)")
            }
            instance.handle(TestPlugin.request("never"), deadlineNanos: monotonicNanos() + 1_000_000) { result in
                continuation.yield((try? result.get()) == nil ? "over" : "answered")
            }
            #expect(ask(instance, "echo", "last").text == "last")
        }
        var told: [String: Int] = [:]
        for await word in stream {
            told[word, default: 0] += 1
            if told.values.reduce(0, +) == 21 { break }
        }
        #expect(told == ["late": 20, "over": 1])
        await eventually { instance.underWay == 0 }
        #expect(await instance.close())
    }

    @Test("A call whose deadline has passed before it begins ends once, and the thread's next call is none the worse") func over()
        async throws
    {
        let instance = try await TestPlugin.instance()
        await onFreshThread {
            for number in 0..<200 {
                let ends = Atomic<Int>(0)
                instance.handle(TestPlugin.request("echo", body: [65]), deadlineNanos: 1) { _ in ends.add(1, ordering: .relaxed) }
                #expect(ask(instance, "echo", "\(number)").text == "\(number)")
                // The watch tells the caller, or the plugin was faster; never both.
                while ends.load(ordering: .relaxed) == 0 { usleep(100) }
                #expect(ends.load(ordering: .relaxed) == 1)
            }
        }
        await eventually { instance.underWay == 0 }
        #expect(instance.plugin.counters.tally.calls == 400)
        #expect(await instance.close())
    }

    @Test("Calls that are cancelled from elsewhere while they run end once, and never another call in their stead") func cancelled()
        async throws
    {
        let instance = try await TestPlugin.instance()
        let ticket = Mutex<CallTicket?>(nil)
        let isOver = Atomic<Bool>(false)
        let canceller = Task.detached {
            while !isOver.load(ordering: .acquiring) {
                ticket.withLock(\.self)?.cancel()
                await Task.yield()
            }
        }
        let ends = Atomic<Int>(0)
        await onFreshThread {
            for _ in 0..<20_000 {
                let made = instance.handle(TestPlugin.request("echo", body: [65])) { result in
                    #expect((try? result.get())?.text == "A")
                    ends.add(1, ordering: .relaxed)
                }
                ticket.withLock { $0 = made }
            }
        }
        isOver.store(true, ordering: .releasing)
        await canceller.value
        #expect(ends.load(ordering: .relaxed) == 20_000)
        #expect(instance.plugin.counters.cancellations.load(ordering: .relaxed) == 0, "an ended call cannot be cancelled")
        #expect(instance.underWay == 0)
        #expect(await instance.close())
    }

    @Test("A thread that ends gives its place back") func threadEnds() async throws {
        let instance = try await TestPlugin.instance()
        let before = PluginRuntime.shared.table.slotCount
        // One after the other from one thread of their own: waiting for each as a task would take minutes beside other suites.
        await onFreshThread {
            for _ in 0..<2_000 {
                let isOver = DispatchSemaphore(value: 0)
                Thread {
                    #expect(ask(instance, "echo", "x").text == "x")
                    isOver.signal()
                }.start()
                isOver.wait()
            }
        }
        // Other suites use the same table meanwhile: far fewer places than threads is what says it.
        #expect(PluginRuntime.shared.table.slotCount - before < 1_500)
        #expect(await instance.close())
    }
}
