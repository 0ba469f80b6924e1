import PluginABI
import TestSupport
import Testing

@testable import PluginKit

/// The examples in C and Rust, as built, over the real contract.
@Suite(.timeLimit(.minutes(5)))
struct ExampleContractTests {
    enum Example: String, CaseIterable, Sendable {
        case greeter, counter

        var library: ExampleLibrary {
            get throws { try (self == .greeter ? ExampleLibrary.greeter : ExampleLibrary.counter).get() }
        }
        var listRoute: String { self == .greeter ? "list_visitors" : "list_counters" }
        var pageRoute: String { self == .greeter ? "visitors_page" : "counters_page" }

        func rows() throws -> RowsBuilder {
            switch self {
            case .greeter:
                var rows = RowsBuilder(("id", .integer), ("name", .text), ("seen_at", .timestamp))
                try rows.append(7, "Zoë \"Z\"\n", .timestamp(Timestamp(unixMicros: 1_700_000_000_000_000)))
                try rows.append(8, "", .timestamp(Timestamp(unixMicros: 0)))
                return rows
            case .counter:
                var rows = RowsBuilder(("name", .text), ("value", .integer))
                try rows.append("a\\b\u{1}", .integer(.min))
                try rows.append("", 0)
                return rows
            }
        }

        var expectedItems: String {
            switch self {
            case .greeter:
                #"{"items":[{"id":"7","name":"Zoë \"Z\"\u000a","seen_at":"2023-11-14T22:13:20Z"},{"id":"8","name":"","seen_at":"1970-01-01T00:00:00Z"}]}"#
            case .counter: #"{"items":[{"name":"a\\b\u0001","value":-9223372036854775808},{"name":"","value":0}]}"#
            }
        }
    }

    @Test("exactly one symbol is exported", arguments: Example.allCases)
    func exports(_ example: Example) throws {
        #expect(try example.library.exports() == ["hashinsight_plugin"])
    }

    @Test("a list reads its statement's rows, whether the result comes before or after start returns", arguments: Example.allCases)
    func list(_ example: Example) async throws {
        let plugin = try PluginUnderTest(example.library.table)
        let result = HostMessages.result(try example.rows())
        for answer in [ScriptedHost.Answer.now(result), .later(result)] {
            plugin.host.script(answer)
            let call = try plugin.start(HostMessages.request(example.listRoute))
            let ending = await plugin.host.ending(of: call)
            #expect(ending.status == HI_OK)
            #expect(ending.body == example.expectedItems)
            #expect(plugin.host.completionCount(of: call) == 1)
        }
        #expect(plugin.host.state.withLock { $0.calls.allSatisfy { $0 > 1_000 } }, "operations name their call")
        plugin.destroy()
    }

    @Test("a page names its template, data and title", arguments: Example.allCases)
    func page(_ example: Example) async throws {
        let plugin = try PluginUnderTest(example.library.table)
        plugin.host.script(.later(HostMessages.result(try example.rows())))
        let ending = try await plugin.call(HostMessages.request(example.pageRoute))
        #expect(ending.field(Int(HI_ANSWER_TEMPLATE)) == (example == .greeter ? "visitors" : "counters"))
        #expect(ending.field(Int(HI_ANSWER_DATA)) == example.expectedItems)
        #expect(ending.field(Int(HI_ANSWER_TITLE))?.hasSuffix(".title") == true)
        plugin.destroy()
    }

    @Test("the database's errors reach the host with their status", arguments: Example.allCases)
    func databaseErrors(_ example: Example) async throws {
        let plugin = try PluginUnderTest(example.library.table)
        plugin.host.script(.failNow(PluginError(.unavailable, "No database.")))
        let ending = try await plugin.call(HostMessages.request(example.listRoute))
        #expect(ending.status == HI_UNAVAILABLE)
        #expect(ending.message == "No database.")
        plugin.host.script(.refuse(PluginError(.overQuota, "Too many at once.")))
        let refused = #expect(throws: PluginError.self) { try plugin.start(HostMessages.request(example.listRoute)) }
        #expect(refused?.code == .overQuota)
        plugin.destroy()
    }

    @Test("unknown routes, kinds and malformed messages are refused with a reason", arguments: Example.allCases)
    func refusals(_ example: Example) throws {
        let plugin = try PluginUnderTest(example.library.table)
        let unknown = #expect(throws: PluginError.self) { try plugin.start(HostMessages.request("no_such_route")) }
        #expect(unknown?.code == .unsupported)
        let malformed = #expect(throws: PluginError.self) { try plugin.start([1, 2, 3]) }
        #expect(malformed?.code == .invalidArgument)
        var kind = HostMessages.request(example.listRoute)
        kind[4] = 77
        let message = kind
        let unsupported = #expect(throws: PluginError.self) { try plugin.start(message) }
        #expect(unsupported?.code == .unsupported)
        plugin.destroy()
    }

    @Test("a service that was not granted is denied, one whose table is shorter is too", arguments: Example.allCases)
    func missingServices(_ example: Example) async throws {
        let none = try PluginUnderTest(example.library.table, host: ScriptedHost(granted: []))
        #expect(#expect(throws: PluginError.self) { try none.start(HostMessages.request(example.listRoute)) }?.code == .denied)
        none.destroy()
        let short = try PluginUnderTest(example.library.table, host: ScriptedHost(tableSizes: [HI_DB_1: 16]))
        #expect(#expect(throws: PluginError.self) { try short.start(HostMessages.request(example.listRoute)) }?.code == .denied)
        short.destroy()
    }

    @Test("an api too small is refused, one larger than known works", arguments: Example.allCases)
    func apiSizes(_ example: Example) async throws {
        let table = try example.library.table
        for size in [0, 4, 8, 16, 23] as [UInt32] {
            let refused = #expect(throws: PluginError.self) { try PluginUnderTest(table, host: ScriptedHost(apiSize: size)) }
            #expect(refused?.code == .unsupported, "size \(size)")
        }
        let host = ScriptedHost(apiSize: 200, tableSizes: [HI_DB_1: 200, HI_LOG_1: 200, HI_CLOCK_1: 200, HI_EVENTS_1: 200])
        let plugin = try PluginUnderTest(table, host: host)
        host.script(.now(HostMessages.result(try example.rows())))
        #expect(try await plugin.call(HostMessages.request(example.listRoute)).status == HI_OK)
        plugin.destroy()
    }

    @Test("no corruption of a request or a result crashes, and each accepted call completes once", arguments: Example.allCases)
    func corruption(_ example: Example) async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let plugin = try PluginUnderTest(example.library.table)
        let request = HostMessages.request(example.listRoute, parameters: [("name", "x")], headers: [("accept", "a")], body: [1, 2])
        let result = HostMessages.result(try example.rows())
        for round in 0..<5_000 {
            plugin.host.script(.now(round.isMultiple(of: 2) ? random.corrupt(result) : result))
            guard let call = try? plugin.start(round.isMultiple(of: 3) ? random.corrupt(request) : request) else { continue }
            #expect(plugin.host.completionCount(of: call) == 1, "seed \(seed), round \(round)")
        }
        plugin.destroy()
    }

    @Test("after a cancel the call still completes, once")
    func cancel() async throws {
        for example in Example.allCases {
            let plugin = try PluginUnderTest(example.library.table)
            plugin.host.script(.hold)
            let call = try plugin.start(HostMessages.request(example.listRoute))
            plugin.cancel(call)
            plugin.cancel(call)
            plugin.cancel(123_456)
            let operation = try #require(plugin.host.state.withLock { $0.held.keys.first })
            plugin.host.release(operation, HostMessages.result(try example.rows()))
            _ = await plugin.host.ending(of: call)
            plugin.cancel(call)
            #expect(plugin.host.completionCount(of: call) == 1)
            plugin.destroy()
        }
    }
}
