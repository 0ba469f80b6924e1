import PluginABI
import Testing

@testable import PluginKit

/// What each example does beyond what both share.
@Suite(.timeLimit(.minutes(5)))
struct ExampleBehaviourTests {
    @Test("the greeter answers at once, with the setting, the path's name and the host's clock")
    func greeting() async throws {
        let plugin = try PluginUnderTest(ExampleLibrary.greeter.get().table, settings: #"{ "greeting" : "Grüß Gott" }"#)
        let call = try plugin.start(HostMessages.request("greeting", parameters: [("other", "no"), ("name", "Ada \"A\"")]))
        #expect(plugin.host.completionCount(of: call) == 1)
        let ending = await plugin.host.ending(of: call)
        #expect(ending.body == #"{"greeting":"Grüß Gott","name":"Ada \"A\"","at":"2023-11-14T22:13:20Z"}"#)
        plugin.destroy()
    }

    @Test("the greeter's job counts, logs and leaves a summary")
    func tally() async throws {
        let plugin = try PluginUnderTest(ExampleLibrary.greeter.get().table)
        var rows = RowsBuilder(("visitors", .integer))
        try rows.append(12)
        plugin.host.script(.later(HostMessages.result(rows)))
        let ending = try await plugin.call(HostMessages.run("tally"))
        #expect(ending.field(Int(HI_JOB_ANSWER_SUMMARY)) == #"{"visitors":12}"#)
        #expect(plugin.host.state.withLock { $0.log } == [#"{"visitors":12}"#])
        plugin.destroy()
    }

    @Test("the counter writes with both parameters and publishes what came of it")
    func add() async throws {
        let plugin = try PluginUnderTest(ExampleLibrary.counter.get().table)
        var rows = RowsBuilder(("value", .integer))
        try rows.append(41)
        plugin.host.script(.later(HostMessages.result(rows)))
        let ending = try await plugin.call(HostMessages.request("add", parameters: [("name", "doors \"x\"")]))
        let expected = #"{"name":"doors \"x\"","value":41}"#
        #expect(ending.body == expected)
        #expect(plugin.host.state.withLock { $0.events.map(\.topic) } == ["counted"])
        #expect(plugin.host.state.withLock { $0.events.map(\.payload) } == [expected])

        let batch = try #require(plugin.host.state.withLock { $0.batches.first })
        let range = try batch.reading { buffer throws(PluginError) in
            try MessageReader(buffer).first(Int(HI_DB_PARAMETERS), Int(HI_FIELD_ROWS))!.range
        }
        let parameters = Rows(try RowBatch(batch, range))
        #expect(parameters.count == 1)
        #expect(try parameters[0][0] as String == "doors \"x\"")
        #expect(try parameters[0][1] as Int64 == 1)
        plugin.destroy()
    }

    @Test("a counter without a name, or with one too long, is refused")
    func names() throws {
        let plugin = try PluginUnderTest(ExampleLibrary.counter.get().table)
        for name in ["", String(repeating: "n", count: 65)] {
            let refused = #expect(throws: PluginError.self) { try plugin.start(HostMessages.request("add", parameters: [("name", name)])) }
            #expect(refused?.message == "name: expected 1 to 64 bytes.")
        }
        plugin.destroy()
    }
}
