import Foundation
import PluginABI
import TestSupport
import Testing
import WorkerProtocol

@Suite("Calls in a worker")
struct CallTests {
    @Test("A call is answered with what the plugin completes it with", arguments: [true, false])
    func echo(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance()
        worker.send(TestWorker.call("echo", body: Array("hello".utf8), id: 7 << 32 | 3))
        let answer = try worker.receive(HW_COMPLETE)
        #expect(answer.answerText == "hello")
        #expect(answer.status == HI_OK && answer.id == 7 << 32 | 3 && answer.instance == 1)
    }

    @Test("Many calls in one write are all answered, each once", arguments: [true, false])
    func manyAtOnce(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance()
        var open: Set<UInt64> = []
        var bytes: [WorkerFrame] = []
        for slot in 0..<600 {
            let id = 1 << 32 | UInt64(slot)
            open.insert(id)
            bytes.append(TestWorker.call(slot % 3 == 0 ? "later" : "echo", body: [65], id: id))
        }
        for frame in bytes { worker.send(frame) }
        for _ in 0..<600 { #expect(open.remove(try worker.receive(HW_COMPLETE).id) != nil) }
        #expect(open.isEmpty)
    }

    @Test("A refusal of start is told as such, a failure as a completion with its error", arguments: [true, false])
    func failures(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance()
        worker.start("refuse")
        let refused = try worker.receive(HW_STARTED)
        #expect(refused.status == HI_OVER_QUOTA && refused.errorMessage == "not today" && refused.id == 1 << 32)
        worker.start("fail")
        let failed = try worker.receive(HW_COMPLETE)
        #expect(failed.status == HI_CONFLICT && failed.errorMessage == "somebody was faster")
    }

    @Test("A second completion, one of a call that never was and one with a handle of nobody are stale and counted")
    func staleCompletions() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        try worker.createInstance()
        worker.start("twice")
        #expect(try worker.receive(HW_COMPLETE).answerText == "once")
        for id: UInt64 in [1 << 32, 2 << 32, 1 << 32] {
            let misuse = try worker.receive(HW_MISUSE)
            #expect(misuse.id == UInt64(HW_MISUSE_STALE_COMPLETION) && misuse.call == id)
        }
        #expect(try worker.ask("echo", body: "still here") == "still here")
    }

    @Test("An answer that is not well formed goes to the host as it is, and the plugin is told")
    func malformedAnswer() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        try worker.createInstance()
        worker.start("malformed")  // aborts if it is not told
        #expect(try worker.receive(HW_COMPLETE).firstText == "no message")
    }

    @Test("Random answers never hurt the worker: each is handed on, and judged well formed or not")
    func randomAnswers() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed)
        let worker = try TestWorker(PluginBuild.library("contract"))
        try worker.createInstance()
        for _ in 0..<500 {
            var answer = PluginMessages.request("a route", body: Array("a body".utf8), kind: HI_KIND_HTTP_ANSWER)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                answer[Int.random(in: 0..<answer.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            }
            answer.removeLast(Int.random(in: 0...8, using: &random))
            worker.send(TestWorker.call("raw", body: answer))
            #expect(try worker.receive(HW_COMPLETE).first == answer)
            let judged = try worker.receive(HW_LOG).status
            #expect(judged == HI_OK || judged == HI_INVALID_ARGUMENT)
        }
    }

    @Test("A megabyte goes in and comes out whole", arguments: [true, false])
    func largeMessages(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance()
        worker.send(TestWorker.call("length", body: [UInt8](repeating: 7, count: 1 << 20)))
        #expect(try worker.receive(HW_COMPLETE).answerText == "\(1 << 20)")
        worker.start("large")
        #expect(try worker.receive(HW_COMPLETE).first.count == 1 << 20 + 24)
    }

    @Test("A cancelled call is completed by the plugin; one that is not under way is left out", arguments: [true, false])
    func cancellation(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance()
        worker.start("hold", id: 5 << 32 | 1)
        // The hold is in force before the wish to end it can come: a call after it, on the same threads, says so.
        while try worker.ask("held") != "yes" {}
        worker.send(WorkerFrame(kind: HW_CANCEL, instance: 1, id: 4 << 32 | 1), WorkerFrame(kind: HW_CANCEL, instance: 1, id: 5 << 32 | 1))
        let ended = try worker.receive(HW_COMPLETE)
        #expect(ended.id == 5 << 32 | 1 && ended.status == HI_CANCELLED && ended.errorMessage == "as you wish")
    }

    @Test("A call that waited for a thread until its deadline never reaches the plugin")
    func lateStart() throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: false)
        try worker.createInstance()
        worker.send(TestWorker.call("echo", deadline: 1))
        #expect(try worker.receive(HW_STARTED).status == HI_DEADLINE)
    }

    @Test("A ping is answered while the plugin's threads loop")
    func ping() throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: false)
        try worker.createInstance()
        worker.start("loop", id: 1 << 32)
        worker.start("loop", id: 1 << 32 | 1)
        worker.send(WorkerFrame(kind: HW_PING, id: 99))
        #expect(try worker.receive(HW_PONG).id == 99)
    }

    @Test("A call for an instance that is not there is refused")
    func unknownInstance() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        try worker.createInstance()
        worker.send(TestWorker.call("echo", instance: 2))
        #expect(try worker.receive(HW_STARTED).status == HI_NOT_FOUND)
    }
}
