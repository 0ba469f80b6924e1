import PluginABI
import TestSupport
import Testing

@testable import PluginKit

/// A Swift plugin over the real contract: what it uses of the host.
@Suite(.timeLimit(.minutes(5)))
struct SwiftServicesTests {
    private func plugin() throws -> PluginUnderTest { try PluginUnderTest(TestPlugin.table, settings: #"{"poll_seconds":60}"#) }

    private func replies(_ range: Range<Int>) throws -> [UInt8] {
        var rows = RowsBuilder(("key", .integer), ("outcome", .integer), ("reply", .bytes), ("elapsed_us", .integer), ("detail", .text))
        for key in range { try rows.append(.integer(Int64(key)), .integer(Int64(key)), .bytes(Array("r\(key)".utf8)), 10, nil) }
        return try rows.encode()
    }

    @Test("rows of every type become JSON that fits")
    func rows() async throws {
        let plugin = try plugin()
        var rows = RowsBuilder(
            ("b", .boolean), ("i", .integer), ("n", .number), ("t", .text), ("x", .bytes), ("at", .timestamp), ("d", .decimal), ("j", .json)
        )
        let at = Timestamp(unixMicros: 1_700_000_000_123_456)
        try rows.append(true, -5, 0.1, "é\"", .bytes([0, 255]), .timestamp(at), .decimal("12.50"), .json(Array("[1]".utf8)))
        try rows.append(nil, nil, nil, nil, nil, nil, nil, nil)
        try rows.append(false, 0, 1e300, "", .bytes([]), .timestamp(at), .decimal("NaN"), .json(Array("null".utf8)))
        for answer in [ScriptedHost.Answer.now(HostMessages.result(rows)), .later(HostMessages.result(rows))] {
            plugin.host.script(answer)
            let ending = try await plugin.call(HostMessages.request("rows"))
            #expect(
                ending.body == """
                    {"items":[{"b":true,"i":-5,"n":0.1,"t":"é\\"","x":"00ff","at":"2023-11-14T22:13:20.123456Z","d":12.50,"j":[1]},\
                    {"b":null,"i":null,"n":null,"t":null,"x":null,"at":null,"d":null,"j":null},\
                    {"b":false,"i":0,"n":1e+300,"t":"","x":"","at":"2023-11-14T22:13:20.123456Z","d":null,"j":null}]}
                    """)
        }
        plugin.destroy()
    }

    @Test("a request to a host outside crosses as it was made, and its answer is read; failures are the route's")
    func fetch() async throws {
        let plugin = try plugin()
        var answer = MessageWriter(kind: 0, fieldCapacity: 8)
        answer.integer(Int(HI_HTTP_ANSWER_STATUS), 404)
        for text in ["x-seen", "yes", "other", "no"] { answer.text(Int(HI_HTTP_ANSWER_HEADER), text) }
        answer.data(Int(HI_HTTP_ANSWER_BODY), Array("nothing".utf8))
        answer.text(Int(HI_HTTP_ANSWER_URL), "https://api.example.org/v2")
        let bytes = try answer.finish()
        for answer in [ScriptedHost.Answer.now(bytes), .later(bytes)] {
            plugin.host.script(answer)
            #expect(try await plugin.call(HostMessages.request("fetch")).body == "404 yes nothing https://api.example.org/v2 false")
        }
        let sent = try #require(plugin.host.state.withLock { $0.batches.first })
        let request = OwnedMessage(try sent.reading { buffer throws(PluginError) in try MessageReader(buffer) })
        #expect(request.text(Int(HI_HTTP_METHOD)) == "PUT" && request.text(Int(HI_HTTP_URL)) == "https://api.example.org/v1")
        #expect(request.pairs(Int(HI_HTTP_HEADER)).map(\.value) == ["k", "application/json"])
        #expect(request.data(Int(HI_HTTP_BODY)).map { String(decoding: $0, as: UTF8.self) } == #"{"a":1}"#)
        #expect(request.integer(Int(HI_HTTP_MAX_REDIRECTS)) == 0)
        #expect(plugin.host.state.withLock { $0.deadlines } == [2_500_000_042, 2_500_000_042], "its own limit, by the host's clock")
        plugin.host.script(.refuse(PluginError(.deadline, "Too late.")))
        #expect(try await plugin.call(HostMessages.request("fetch")).status == HI_DEADLINE)
        plugin.host.script(.refuse(PluginError(.denied, "Not granted.")))
        #expect(try await plugin.call(HostMessages.request("fetch")).status == HI_DENIED)
        plugin.host.script(.later(try MessageWriter(kind: 0, fieldCapacity: 0).finish()))
        #expect(try await plugin.call(HostMessages.request("fetch")).status == HI_INTERNAL)
        plugin.destroy()
        let without = try PluginUnderTest(
            TestPlugin.table, host: ScriptedHost(granted: ScriptedHost.allServices.subtracting([HI_HTTP_1])),
            settings: #"{"poll_seconds":60}"#)
        #expect(try await without.call(HostMessages.request("fetch")).status == HI_DENIED)
        without.destroy()
    }

    @Test("a mail crosses as it was made, and its receipt is read; failures are the route's")
    func mail() async throws {
        let plugin = try plugin()
        var answer = MessageWriter(kind: 0, fieldCapacity: 8)
        for text in ["ana@example.org", "bo@example.org"] { answer.text(Int(HI_MAIL_ANSWER_ACCEPTED), text) }
        for text in ["cy@example.org", "550 no"] { answer.text(Int(HI_MAIL_ANSWER_REJECTED), text) }
        answer.text(Int(HI_MAIL_ANSWER_MESSAGE_ID), "1@example.org")
        answer.text(Int(HI_MAIL_ANSWER_REPLY), "250 taken")
        let bytes = try answer.finish()
        for answer in [ScriptedHost.Answer.now(bytes), .later(bytes)] {
            plugin.host.script(answer)
            #expect(
                try await plugin.call(HostMessages.request("write_mail")).body
                    == "ana@example.org,bo@example.org | cy@example.org: 550 no | 1@example.org | 250 taken")
        }
        let sent = try #require(plugin.host.state.withLock { $0.batches.first })
        let mail = OwnedMessage(try sent.reading { buffer throws(PluginError) in try MessageReader(buffer) })
        #expect(mail.texts(Int(HI_MAIL_TO)) == ["ana@example.org", "bo@example.org"])
        #expect(mail.texts(Int(HI_MAIL_NAME)) == ["Ana"] && mail.texts(Int(HI_MAIL_BCC)) == ["cy@example.org"])
        #expect(mail.text(Int(HI_MAIL_REPLY_TO)) == "desk@example.org" && mail.text(Int(HI_MAIL_SUBJECT)) == "Three are down")
        #expect(mail.text(Int(HI_MAIL_TEXT)) == "a\nb" && mail.text(Int(HI_MAIL_HTML)) == "<p>a</p>")
        #expect(mail.text(Int(HI_MAIL_REFERENCE)) == "down-1" && mail.text(Int(HI_MAIL_FILE_NAME)) == "rows.csv")
        #expect(mail.text(Int(HI_MAIL_FILE_TYPE)) == "text/csv" && mail.data(Int(HI_MAIL_FILE_BYTES)) == [1, 2])
        plugin.host.script(.refuse(PluginError(.overQuota, "Too many.")))
        #expect(try await plugin.call(HostMessages.request("write_mail")).status == HI_OVER_QUOTA)
        plugin.host.script(.later(try MessageWriter(kind: 0, fieldCapacity: 0).finish()))
        #expect(try await plugin.call(HostMessages.request("write_mail")).status == HI_INTERNAL)
        plugin.destroy()
        let without = try PluginUnderTest(
            TestPlugin.table, host: ScriptedHost(granted: ScriptedHost.allServices.subtracting([HI_MAIL_1])),
            settings: #"{"poll_seconds":60}"#)
        #expect(try await without.call(HostMessages.request("write_mail")).status == HI_DENIED)
        without.destroy()
    }

    @Test("a batch gives an outcome for each statement, and a host that gives fewer is found out")
    func batch() async throws {
        let plugin = try plugin()
        var writer = MessageWriter(kind: 0, fieldCapacity: 4)
        let empty = try RowsBuilder().encode()
        for affected in [3, 4] as [Int64] {
            writer.rows(Int(HI_DB_ROWS), empty)
            writer.integer(Int(HI_DB_AFFECTED), affected)
        }
        plugin.host.script(.later(try writer.finish()))
        #expect(try await plugin.call(HostMessages.request("write")).body == "[3,4]")
        plugin.host.script(.later(HostMessages.result(RowsBuilder())))
        #expect(try await plugin.call(HostMessages.request("write")).status == HI_INTERNAL)
        plugin.destroy()
    }

    @Test("the database's failures are the route's: at start, at once and by an unknown name")
    func failures() async throws {
        let plugin = try plugin()
        plugin.host.script(.refuse(PluginError(.overQuota, "Too many.")))
        #expect(try await plugin.call(HostMessages.request("rows")).status == HI_OVER_QUOTA)
        plugin.host.script(.failNow(PluginError(.conflict, "Taken.", sqlState: "23505")))
        let ending = try await plugin.call(HostMessages.request("rows"))
        #expect(ending.status == HI_CONFLICT)
        #expect(ending.message == "Taken.")
        plugin.destroy()
    }

    @Test("no corruption of a result crashes")
    func corruption() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let plugin = try plugin()
        var rows = RowsBuilder(("a", .integer), ("b", .text), ("c", .boolean), ("d", .json))
        for row in 0..<9 { try rows.append(.integer(Int64(row)), "text", nil, .json(Array("{}".utf8))) }
        let result = HostMessages.result(rows)
        for round in 0..<2_000 {
            plugin.host.script(.now(random.corrupt(result)))
            let ending = try await plugin.call(HostMessages.request("rows"))
            #expect(ending.status >= 0, "seed \(seed), round \(round)")
        }
        plugin.destroy()
    }

    @Test("a round gives each reply once, batch after batch, and acknowledges them")
    func devices() async throws {
        let plugin = try plugin()
        let batches = [try replies(0..<2), try replies(2..<5)]
        plugin.host.state.withLock { $0.deviceBatches = batches }
        let ending = try await plugin.call(HostMessages.run("collect"))
        #expect(
            ending.field(Int(HI_JOB_ANSWER_SUMMARY))
                == #"{"run":"run-7","attempt":2,"fence":99,"replies":["0 replied r0","1 refused r1","2 unreachable r2","3 timedOut r3","4 tooLarge r4"]}"#
        )
        #expect(plugin.host.state.withLock { $0.acknowledged.reduce(0, +) } == 5)
        #expect(plugin.host.state.withLock { $0.progress.map(\.note) } == ["done"])
        plugin.destroy()
    }

    @Test("leaving the loop cancels the round, and so does cancelling the run")
    func leaving() async throws {
        let plugin = try plugin()
        let batches = [try replies(0..<3)]
        plugin.host.state.withLock {
            $0.deviceBatches = batches
            $0.holdDevices = true
        }
        #expect(try await plugin.call(HostMessages.run("first_only")).field(Int(HI_JOB_ANSWER_SUMMARY)) == #"{"key":0}"#)
        await plugin.host.waitUntil { $0.cancelled.count == 1 && $0.held.isEmpty }
        let call = try plugin.start(HostMessages.run("collect"))
        await plugin.host.waitUntil { !$0.held.isEmpty }
        plugin.cancel(call)
        #expect(await plugin.host.ending(of: call).status == HI_CANCELLED)
        plugin.destroy()
    }

    @Test("log, metrics, events and the clock reach the host")
    func others() async throws {
        let plugin = try plugin()
        #expect(try await plugin.call(HostMessages.request("services")).httpStatus == 204)
        plugin.host.state.withLock { state in
            #expect(state.log == ["line"])
            #expect(state.metrics.map(\.name) == ["polls_total", "miners"])
            #expect(state.metrics.map(\.value) == [1, 7])
            #expect(state.events.map(\.payload) == [#"{"at":"2023-11-14T22:13:20Z"}"#])
        }
        plugin.destroy()
    }

    @Test("rows for a bulk write arrive typed, with nulls, an integer in a number's place widened")
    func ingest() async throws {
        let plugin = try plugin()
        plugin.host.script(.later(HostMessages.result(RowsBuilder(), affected: 2)))
        let ending = try await plugin.call(HostMessages.run("ingest"))
        #expect(ending.field(Int(HI_JOB_ANSWER_SUMMARY)) == #"{"written":2}"#)
        let bytes = try #require(plugin.host.state.withLock { $0.batches.first })
        let rows = Rows(try RowBatch(bytes, 0..<bytes.count))
        #expect(rows.columnNames == ["miner_id", "power_watts"])
        #expect(try rows[0]["power_watts"] as Double == 3_200)
        #expect(try rows[1]["power_watts"] as Double? == nil)
        plugin.destroy()
    }
}
