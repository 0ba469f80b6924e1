import Foundation
import PluginABI
import TestSupport
import Testing

@testable import PluginKit

/// A Swift plugin over the real contract: calls.
@Suite(.timeLimit(.minutes(5)))
struct SwiftContractTests {
    private func plugin(_ host: ScriptedHost = ScriptedHost(), settings: String = #"{"poll_seconds":60}"#) throws -> PluginUnderTest {
        try PluginUnderTest(TestPlugin.table, host: host, settings: settings)
    }

    @Test("an id gives the same table each time, an unknown one nothing")
    func tables() {
        #expect(TestPlugin.table == TestPlugin.table)
        #expect("hashinsight.plugin/2".withCString { PluginEntry<TestPlugin>.get($0) } == nil)
    }

    @Test("settings that do not fit refuse the instance and name the setting")
    func settings() throws {
        let missing = #expect(throws: PluginError.self) { try plugin(settings: "{}") }
        #expect(missing?.code == .invalidArgument)
        #expect(missing?.message == "poll_seconds: is missing.")
        let wrong = #expect(throws: PluginError.self) { try plugin(settings: #"{"poll_seconds":"x"}"#) }
        #expect(wrong?.message == "poll_seconds: expected an integer from \(Int.min) to \(Int.max), found a string.")
        #expect(
            #expect(throws: PluginError.self) { try plugin(settings: #"{"poll_seconds":0}"#) }?.message
                == "poll_seconds: expected 1 or more.")
        #expect(#expect(throws: PluginError.self) { try plugin(settings: "{") }?.code == .invalidArgument)
    }

    @Test("an immediate route completes before start returns, exactly once, also when it throws")
    func immediate() async throws {
        let plugin = try plugin()
        let call = try plugin.start(HostMessages.request("ping"))
        #expect(plugin.host.completionCount(of: call) == 1)
        #expect(await plugin.host.ending(of: call).body == #"{"pong":"alpha"}"#)
        let failing = try plugin.start(HostMessages.request("fail_at_once"))
        #expect(plugin.host.completionCount(of: failing) == 1)
        #expect(await plugin.host.ending(of: failing).status == HI_CONFLICT)
        plugin.destroy()
    }

    @Test("a request's parts are read by name, and a body by its type")
    func echo() async throws {
        let plugin = try plugin()
        let body = Array(#"{"serial_number":"S-1","tags":["a","b"]}"#.utf8)
        let request = HostMessages.request(
            "echo", query: "x=1&page=7", parameters: [("id", "42")], headers: [("accept", "a/b")], body: body)
        let ending = try await plugin.call(request)
        #expect(ending.httpStatus == 201)
        #expect(
            ending.body
                == #"{"id":42,"page":7,"accept":"a/b","serial":"S-1","tags":["a","b"],"role":"admin","fragment":true}"#)
        let wrong = try await plugin.call(HostMessages.request("echo", query: "page=101", parameters: [("id", "42")], body: body))
        #expect(wrong.status == HI_INVALID_ARGUMENT)
        #expect(wrong.message == "page: expected an integer from 1 to 100, found \"101\".")
        let unknown = try await plugin.call(HostMessages.request("echo", parameters: [("id", "../x")], body: body))
        #expect(unknown.status == HI_NOT_FOUND)
        plugin.destroy()
    }

    @Test("a page names template, data and title; the deadline is known; a defect is internal")
    func answers() async throws {
        let plugin = try plugin()
        let page = try await plugin.call(HostMessages.request("page"))
        #expect(page.field(Int(HI_ANSWER_TEMPLATE)) == "miners")
        #expect(page.field(Int(HI_ANSWER_DATA)) == #"{"total":3}"#)
        #expect(page.field(Int(HI_ANSWER_TITLE)) == "nav.miners")
        let call = try plugin.start(HostMessages.request("deadline"), deadlineNanos: 77)
        #expect(await plugin.host.ending(of: call).body == "77")
        #expect(try await plugin.call(HostMessages.request("defect")).status == HI_INTERNAL)
        #expect(#expect(throws: PluginError.self) { try plugin.start(HostMessages.request("nowhere")) }?.code == .unsupported)
        #expect(#expect(throws: PluginError.self) { try plugin.start(HostMessages.run("nowhere")) }?.code == .unsupported)
        plugin.destroy()
    }

    @Test("a cancel reaches a sleeping task and an operation under way, and each call completes once")
    func cancel() async throws {
        let plugin = try plugin()
        let sleeping = try plugin.start(HostMessages.request("sleep"))
        plugin.cancel(sleeping)
        #expect(await plugin.host.ending(of: sleeping).status == HI_CANCELLED)
        plugin.host.script(.hold)
        let waiting = try plugin.start(HostMessages.request("forever"))
        await plugin.host.waitUntil { !$0.held.isEmpty }
        plugin.cancel(waiting)
        #expect(await plugin.host.ending(of: waiting).status == HI_CANCELLED)
        #expect(plugin.host.state.withLock { $0.cancelled.count } >= 1)
        plugin.cancel(waiting)
        plugin.cancel(999)
        #expect(plugin.host.completionCount(of: waiting) == 1)
        plugin.destroy()
    }

    @Test("thousands of calls at once, cancelled at random, complete once each")
    func storm() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let plugin = try plugin()
        plugin.host.script(.later(HostMessages.result(RowsBuilder(("a", .integer)))))
        var calls: [UInt64] = []
        for _ in 0..<2_000 {
            let route = ["ping", "deadline", "sleep", "page"].randomElement(using: &random)!
            let call = try plugin.start(HostMessages.request(route))
            if route == "sleep" || Bool.random(using: &random) { plugin.cancel(call) }
            calls.append(call)
        }
        for call in calls { _ = await plugin.host.ending(of: call) }
        plugin.destroy()
        for call in calls { #expect(plugin.host.completionCount(of: call) == 1, "seed \(seed)") }
    }

    @Test("destroy waits for what outlives its call, and afterwards nothing reaches the host")
    func destroy() async throws {
        let plugin = try plugin()
        plugin.host.script(.hold)
        _ = try await plugin.call(HostMessages.request("outlive"))
        await plugin.host.waitUntil { !$0.held.isEmpty }
        let operation = try #require(plugin.host.state.withLock { $0.held.keys.first })
        let started = plugin.host.state.withLock { $0.batches.count }
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                Thread.detachNewThread {
                    // Gives a destroy that does not wait the time to be caught at it.
                    Thread.sleep(forTimeInterval: 0.1)
                    TestPlugin.afterlife.withLock { $0.append("released") }
                    plugin.host.release(operation, HostMessages.result(RowsBuilder(("a", .integer))))
                }
                plugin.destroy()
                TestPlugin.afterlife.withLock { $0.append("destroyed") }
                continuation.resume()
            }
        }
        while TestPlugin.afterlife.withLock({ $0.count }) < 4 { await Task.yield() }
        let seen = TestPlugin.afterlife.withLock { $0 }
        #expect(seen.first == "released")
        #expect(seen.contains("rows"), "the operation under way ended as if nothing was")
        #expect(seen.last == "cancelled", "what came after destroy was turned away")
        #expect(plugin.host.state.withLock { $0.batches.count } == started)
    }

    @Test("an api too small is refused, one larger than known works, services not granted are denied")
    func sizes() async throws {
        for size in [0, 4, 7, 8, 16, 23] as [UInt32] {
            #expect(#expect(throws: PluginError.self) { try plugin(ScriptedHost(apiSize: size)) }?.code == .unsupported, "size \(size)")
        }
        let large = try plugin(ScriptedHost(apiSize: 250, tableSizes: [HI_DB_1: 250, HI_CLOCK_1: 250]))
        large.host.script(.now(HostMessages.result(RowsBuilder(("a", .integer)))))
        #expect(try await large.call(HostMessages.request("rows")).body == #"{"items":[]}"#)
        large.destroy()
        let none = try plugin(ScriptedHost(granted: []))
        #expect(try await none.call(HostMessages.request("rows")).status == HI_DENIED)
        #expect(try await none.call(HostMessages.request("services")).status == HI_DENIED)
        #expect(try await none.call(HostMessages.run("collect")).status == HI_DENIED)
        none.destroy()
        let short = try plugin(ScriptedHost(tableSizes: [HI_DB_1: 23, HI_LOG_1: 3]))
        #expect(try await short.call(HostMessages.request("rows")).status == HI_DENIED)
        short.destroy()
    }

    @Test("an error is written no further than the caller's size")
    func errorSize() {
        withUnsafeTemporaryAllocation(byteCount: 1_024, alignment: 8) { memory in
            memory.initializeMemory(as: UInt8.self, repeating: 0xEE)
            let error = memory.baseAddress!.assumingMemoryBound(to: hi_error.self)
            error.pointee.size = 64
            PluginError(.conflict, String(repeating: "ä", count: 400), details: "d", sqlState: "23505").write(to: error)
            #expect(error.pointee.size == 64)
            #expect(error.pointee.status == HI_CONFLICT)
            #expect(memory[64...].allSatisfy { $0 == 0xEE })
        }
    }

    @Test("no corruption of a request crashes, and each accepted call completes once")
    func corruption() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let plugin = try plugin()
        let request = HostMessages.request("ping", query: "a=%zz&b", parameters: [("id", "1")], headers: [("a", "b")], body: [1])
        for round in 0..<20_000 {
            guard let call = try? plugin.start(random.corrupt(request)) else { continue }
            #expect(plugin.host.completionCount(of: call) == 1, "seed \(seed), round \(round)")
        }
        plugin.destroy()
    }
}
