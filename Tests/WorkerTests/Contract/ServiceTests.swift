import Foundation
import PluginABI
import Testing
import WorkerProtocol

@Suite("Services in a worker")
struct ServiceTests {
    @Test("A service that was not granted is not there")
    func grants() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        try worker.createInstance(services: UInt64(HW_SERVICE_DATABASE | HW_SERVICE_CLOCK))
        #expect(try worker.ask("services") == "ynnnnnyn")
        try worker.addInstance(2)
        worker.send(TestWorker.call("services", instance: 2))
        #expect(try worker.receive(HW_COMPLETE).answerText == "yyyyyyyn")
    }

    @Test("Statements have the numbers of their places; an unknown one is named")
    func statements() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        try worker.createInstance()
        #expect(try worker.ask("statement", body: "beta") == "status 0, number 1, ")
        #expect(
            try worker.ask("statement", body: "gamma")
                == "status 2, number 99, the bundle has no statement \"gamma\", expected queries/gamma.sql")
    }

    @Test("A batch goes to the host and its result comes to the plugin once", arguments: [true, false])
    func database(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance()
        let batch = PluginMessages.batch(statement: 1)
        worker.send(TestWorker.call("database", body: batch))
        let asked = try worker.receive(HW_DATABASE)
        #expect(asked.first == batch && asked.call == 1 << 32 && asked.value == 7 && asked.id != 0)
        let result = WorkerFrame(kind: HW_RESULT, instance: 1, id: asked.id, first: [UInt8](repeating: 0, count: 16))
        worker.send(result, result)
        #expect(
            try worker.receive(HW_COMPLETE).answerText
                == "status 0, 16 bytes, 0 reply bytes in 0 batches, operation named, error ")
        #expect(try worker.ask("echo", body: "once") == "once")
    }

    @Test("A failed operation brings its error", arguments: [true, false])
    func failedOperation(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance()
        worker.send(TestWorker.call("ingest", body: [1, 2, 3]))
        let asked = try worker.receive(HW_INGEST)
        #expect(asked.firstText == "samples" && asked.second == [1, 2, 3] && asked.value == 8)
        worker.send(WorkerFrame(kind: HW_RESULT, instance: 1, status: HI_DENIED, id: asked.id, first: error("not that table")))
        #expect(
            try worker.receive(HW_COMPLETE).answerText
                == "status 3, 0 bytes, 0 reply bytes in 0 batches, operation named, error not that table")
    }

    @Test("What is not a batch, or is for a call that has ended, is refused at once")
    func refusedOperations() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        try worker.createInstance()
        worker.start("database", body: "no batch")
        #expect(try worker.receive(HW_STARTED).status == HI_INVALID_ARGUMENT)
        worker.send(TestWorker.call("database", body: PluginMessages.batch(statement: 2)))
        #expect(try worker.receive(HW_STARTED).errorMessage == "field 0 is not the number of a statement")
        worker.send(TestWorker.call("orphan-database", body: PluginMessages.batch(statement: 0)))
        #expect(try worker.receive(HW_COMPLETE).answerText == "status 6: the call that this operation is for has ended")
    }

    @Test("The wish to end an operation goes to the host, one that names none does not")
    func stop() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        try worker.createInstance()
        worker.send(TestWorker.call("cancelled-database", body: PluginMessages.batch(statement: 0)))
        let asked = try worker.receive(HW_DATABASE)
        #expect(try worker.receive(HW_STOP).id == asked.id)
        worker.send(WorkerFrame(kind: HW_RESULT, instance: 1, status: HI_CANCELLED, id: asked.id, first: error("stopped")))
        #expect(try worker.receive(HW_COMPLETE).answerText.hasPrefix("status 6"))
    }

    @Test("Replies come in order before the end, and acknowledgements go back", arguments: [true, false])
    func devices(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance()
        worker.send(TestWorker.call("devices", body: PluginMessages.batch(statement: 0)))
        let asked = try worker.receive(HW_DEVICES)
        let replies = WorkerFrame(kind: HW_REPLIES, instance: 1, id: asked.id, first: [UInt8](repeating: 1, count: 100))
        for _ in 0..<3 {
            worker.send(replies)
            let acknowledged = try worker.receive(HW_ACKNOWLEDGE)
            #expect(acknowledged.id == asked.id && acknowledged.value == 100)
        }
        worker.send(WorkerFrame(kind: HW_RESULT, instance: 1, id: asked.id, first: [UInt8](repeating: 0, count: 8)))
        #expect(
            try worker.receive(HW_COMPLETE).answerText
                == "status 0, 8 bytes, 300 reply bytes in 3 batches, operation named, error ")
    }

    @Test("Events are checked where they are made")
    func events() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        try worker.createInstance()
        worker.start("event", body: #"{"a": [1, true, "\u00e9"]}"#)
        let event = try worker.receive(HW_EVENT)
        #expect(event.firstText == "news" && event.secondText == #"{"a": [1, true, "\u00e9"]}"#)
        #expect(try worker.receive(HW_COMPLETE).answerText == "status 0")
        for bad in [#"{"a":1"#, "[1]", #"{"a":01}"#, #"{"a":"\#u{1}"}"#, "{\"\(String(repeating: "x", count: 5_000))\":1}", ""] {
            #expect(try worker.ask("event", body: bad) == "status \(HI_INVALID_ARGUMENT)")
        }
        #expect(try worker.ask("secret-event", body: "{}") == "status \(HI_DENIED)")
    }

    @Test("What is over the minute's events is refused at once, and told to the host, which counts it; limits change while it runs")
    func eventsInAMinute() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        _ = try worker.receive(HW_HELLO)
        try worker.addInstance(1, events: 0)
        func publish() throws -> String {
            worker.start("event", body: "{}")
            #expect(try worker.receive(HW_EVENT).firstText == "news")
            return try worker.receive(HW_COMPLETE).answerText
        }
        #expect(try publish() == "status \(HI_OVER_QUOTA)")
        worker.send(WorkerFrame(kind: HW_LIMITS, instance: 1, id: 64, call: 100))
        #expect(try publish() == "status 0")
        worker.send(WorkerFrame(kind: HW_LIMITS, instance: 7, id: 64, call: 0))
        #expect(try publish() == "status 0", "an instance that is not there has no limits")
        worker.send(WorkerFrame(kind: HW_LIMITS, instance: 1, id: 64, call: 0))
        #expect(try publish() == "status \(HI_OVER_QUOTA)")
    }

    @Test("Each instance has as many metric names as its own limit says; one too many is refused, and told all the same")
    func metricNames() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        _ = try worker.receive(HW_HELLO)
        try worker.addInstance(1, names: 200)
        try worker.addInstance(2, names: 1)
        func set(_ name: String, _ instance: UInt32) throws -> String {
            worker.send(TestWorker.call("gauge", body: Array(name.utf8), instance: instance))
            let told = try worker.receive(HW_METRIC)
            #expect(told.firstText == name && told.instance == instance)
            return try worker.receive(HW_COMPLETE).answerText
        }
        for round in 1...2 {
            for number in 0..<200 { #expect(try set("name_\(number)", 1) == "status 0", "round \(round)") }
        }
        #expect(try set("one_more", 1) == "status \(HI_OVER_QUOTA)")
        #expect(try set("one_more", 2) == "status 0")
        #expect(try set("name_0", 2) == "status \(HI_OVER_QUOTA)")
        worker.send(WorkerFrame(kind: HW_LIMITS, instance: 1, id: 201, call: 100))
        let longest = String(repeating: "n", count: 64)
        #expect(try set(longest, 1) == "status 0")
        #expect(try set(longest, 1) == "status 0")
        #expect(try set("one_more", 1) == "status \(HI_OVER_QUOTA)")
        worker.send(WorkerFrame(kind: HW_DESTROY, instance: 2))
        #expect(try worker.receive(HW_LOG).firstText == "destroyed")
        _ = try worker.receive(HW_DESTROYED)
        try worker.addInstance(3, names: 1)
        #expect(try set("name_0", 3) == "status 0", "names end with their instance")
    }

    @Test("Lines of the log are cut, metrics and progress checked and told")
    func smallServices() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        try worker.createInstance()
        worker.send(TestWorker.call("log", body: [UInt8](repeating: 65, count: 10_000)))
        let line = try worker.receive(HW_LOG)
        #expect(line.first.count == 8_192 && line.status == HI_LOG_WARNING)
        _ = try worker.receive(HW_COMPLETE)
        worker.start("count", body: "miners_total")
        let counted = try worker.receive(HW_METRIC)
        #expect(counted.firstText == "miners_total" && counted.id == 0 && Double(bitPattern: counted.value) == 2.5)
        _ = try worker.receive(HW_COMPLETE)
        worker.start("gauge", body: "miners")
        let set = try worker.receive(HW_METRIC)
        #expect(set.id == 1 && Double(bitPattern: set.value) == 0.5)
        _ = try worker.receive(HW_COMPLETE)
        #expect(try worker.ask("count", body: "miners") == "status \(HI_INVALID_ARGUMENT)")
        #expect(try worker.ask("gauge", body: "Miners") == "status \(HI_INVALID_ARGUMENT)")
        #expect(try worker.ask("progress") == "status \(HI_STALE)")
        worker.send(TestWorker.call("progress", kind: HI_KIND_JOB_RUN))
        let progress = try worker.receive(HW_PROGRESS)
        #expect(progress.call == 1 << 32 && Double(bitPattern: progress.value) == 0.25)
    }

    private func error(_ message: String) -> [UInt8] {
        var error = hi_error()
        error.size = UInt32(MemoryLayout<hi_error>.size)
        error.message_count = UInt32(message.utf8.count)
        return withUnsafeMutableBytes(of: &error) { bytes in
            bytes[24..<24 + message.utf8.count].copyBytes(from: message.utf8)
            return Array(bytes)
        }
    }
}
