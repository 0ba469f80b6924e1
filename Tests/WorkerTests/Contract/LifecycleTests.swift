import Foundation
import PluginABI
import Testing
import WorkerProtocol

@Suite("A worker's beginning and end")
struct LifecycleTests {
    @Test("Settings that the plugin refuses make no instance, with its reason")
    func refusedSettings() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        _ = try worker.receive(HW_HELLO)
        worker.send(
            WorkerFrame(kind: HW_CREATE, instance: 1, value: 0, first: Array("refuse".utf8), second: TestWorker.texts("0")))
        let created = try worker.receive(HW_CREATED)
        #expect(created.status == HI_INVALID_ARGUMENT && created.errorMessage == "these settings will not do")
        try worker.addInstance(2)
    }

    @Test("Destroying an instance ends its operations first and leaves the others alone", arguments: [true, false])
    func destroy(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance(1)
        try worker.addInstance(2)
        worker.send(TestWorker.call("ingest", body: [1]))
        let asked = try worker.receive(HW_INGEST)
        worker.send(WorkerFrame(kind: HW_DESTROY, instance: 1))
        #expect(try worker.receive(HW_STOP).id == asked.id)
        worker.send(WorkerFrame(kind: HW_RESULT, instance: 1, status: HI_CANCELLED, id: asked.id))
        #expect(try worker.receive(HW_COMPLETE).answerText.hasPrefix("status 6"))
        #expect(try worker.receive(HW_LOG).firstText == "destroyed")
        #expect(try worker.receive(HW_DESTROYED).instance == 1)
        worker.send(TestWorker.call("echo", instance: 1))
        #expect(try worker.receive(HW_STARTED).status == HI_NOT_FOUND)
        worker.send(TestWorker.call("echo", body: [65], instance: 2))
        #expect(try worker.receive(HW_COMPLETE).answerText == "A")
    }

    @Test("Destroying what never came to be, or twice, is answered each time")
    func destroyNothing() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        _ = try worker.receive(HW_HELLO)
        let destroy = WorkerFrame(kind: HW_DESTROY, instance: 1)
        worker.send(
            WorkerFrame(kind: HW_CREATE, instance: 1, first: Array("refuse".utf8), second: TestWorker.texts("0")), destroy, destroy)
        #expect(try worker.receive(HW_CREATED).status == HI_INVALID_ARGUMENT)
        for _ in 0..<2 { #expect(try worker.receive(HW_DESTROYED).instance == 1) }
    }

    @Test("Instances come and go by the thousand")
    func manyInstances() throws {
        let worker = try TestWorker(PluginBuild.library("contract"))
        _ = try worker.receive(HW_HELLO)
        for number: UInt32 in 1...6_000 {
            try worker.addInstance(number, services: 0)
            worker.send(WorkerFrame(kind: HW_DESTROY, instance: number))
            _ = try worker.receive(HW_DESTROYED)
        }
    }

    @Test("The end of the host's socket ends the worker, whatever the plugin is doing", arguments: [true, false])
    func hangup(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance()
        worker.start("loop")
        worker.closeSocket()
        #expect(worker.wait() == .status(0))
    }

    @Test("A worker that loops or has stopped itself does not survive a host that is killed", arguments: ["loop", "stop"])
    func killedHost(route: String) throws {
        // The test holds the socket on, so that no hangup helps.
        let worker = try TestWorker(PluginBuild.library("contract"), wrapper: [PluginBuild.program("keeper")])
        #expect(try worker.createInstance()["ends_with_the_host"] == "on")
        worker.start(route)
        worker.kill()
        #expect(worker.wait() == .signal(SIGKILL))
        #expect(try worker.receive() == nil)
    }

    @Test("What came before the host's last word is dealt with", arguments: [true, false])
    func lastWord(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("contract"), inline: inline)
        try worker.createInstance()
        worker.send(WorkerFrame(kind: HW_DESTROY, instance: 1))
        worker.closeOwnDirection()
        #expect(try worker.receive(HW_LOG).firstText == "destroyed")
        #expect(try worker.receive(HW_DESTROYED).instance == 1)
        #expect(try worker.receive() == nil)
        #expect(worker.wait() == .status(0))
    }

    @Test("A library that does not fit is refused, and what does not fit is named")
    func unfitLibraries() throws {
        let unfit = [
            (["PLUGIN_MAGIC=1"], "has magic = 0x1, expected 0x54534E4948534148"), (["PLUGIN_MAJOR=9"], "has abi_major = 9, expected 1"),
            (["PLUGIN_START=0"], "has start = null, expected a function"),
        ]
        for (macros, reason) in unfit {
            let worker = try TestWorker(PluginBuild.library("contract", macros[0]))
            let hello = try worker.receive(HW_HELLO)
            #expect(hello.status != HI_OK && hello.firstText.contains(reason), "\(hello.firstText)")
            #expect(try worker.receive() == nil)
        }
        let folder = try PluginBuild.scratch()
        let worker = try TestWorker(folder + "/libNone.so")
        #expect(try worker.receive(HW_HELLO).firstText.contains("cannot be loaded"))
    }

    @Test("Without a library it says what would protect it")
    func doctor() throws {
        let worker = try TestWorker("", bundle: "")
        let hello = try worker.receive(HW_HELLO)
        #expect(hello.status == HI_OK && hello.value == UInt64(HW_PROTOCOL))
        #expect(worker.protections?["seccomp"] == "on")
        worker.closeSocket()
        #expect(worker.wait() == .status(0))
    }
}
