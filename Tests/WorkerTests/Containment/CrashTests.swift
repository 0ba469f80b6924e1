import Foundation
import PluginABI
import Testing
import WorkerProtocol

@Suite("A crash in a worker")
struct CrashTests {
    @Test(
        "Is told with its signal and call after the answers before it, with a backtrace that names the library",
        arguments: [
            ("segv", SIGSEGV), ("trap", SIGILL), ("abort", SIGABRT), ("fpe", SIGFPE), ("bus", SIGBUS), ("breakpoint", SIGTRAP),
            ("profile", SIGPROF), ("overflow", SIGSEGV), ("bad-span", SIGSEGV),
        ], [true, false])
    func crash(_ kind: (way: String, signal: Int32), inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("crasher"), inline: inline)
        try worker.createInstance()
        let fine = (1...3).map { TestWorker.call("fine", id: 1 << 32 | $0) }
        worker.send(fine[0], fine[1], fine[2])
        for _ in 1...3 { #expect(try worker.receive(HW_COMPLETE).answerText == "fine") }
        worker.start(kind.way, id: 9 << 32)
        let crash = try worker.receive(HW_CRASH)
        #expect(crash.status == Int(kind.signal) && crash.id == 9 << 32)
        if kind.way == "segv" { #expect(crash.value == 0x1230) }
        #expect(try worker.receive() == nil)
        let traces = try worker.traces()
        #expect(traces.contains("crash: signal \(kind.signal)"))
        #expect(traces.contains("libcrasher.so"), "\(traces)")
        #expect(worker.wait() == .signal(kind.signal))
    }

    @Test("Leaves no answer behind that was gathered with it")
    func gathered() throws {
        let worker = try TestWorker(PluginBuild.library("crasher"))
        try worker.createInstance()
        let fine = (0..<8).map { TestWorker.call("fine", id: 1 << 32 | $0) }
        worker.send(fine[0], fine[1], fine[2], fine[3], fine[4], fine[5], fine[6], fine[7], TestWorker.call("segv", id: 9 << 32))
        for id in 0..<8 { #expect(try worker.receive(HW_COMPLETE).id == 1 << 32 | UInt64(id)) }
        #expect(try worker.receive(HW_CRASH).id == 9 << 32)
    }

    @Test("Of a thread that works for no call names none")
    func apart() throws {
        let worker = try TestWorker(PluginBuild.library("crasher"))
        try worker.createInstance()
        worker.start("apart")
        let crash = try worker.receive(HW_CRASH)
        #expect(crash.status == Int(SIGSEGV) && crash.id == 0 && crash.value == 8)
        #expect(worker.wait() == .signal(SIGSEGV))
    }

    @Test("A stack overflow in a thread that the plugin started itself is told with its backtrace, too")
    func overflowApart() throws {
        let worker = try TestWorker(PluginBuild.library("crasher"))
        try worker.createInstance()
        worker.start("overflow-apart")
        let crash = try worker.receive(HW_CRASH)
        #expect(crash.status == Int(SIGSEGV) && crash.id == 0)
        #expect(try worker.receive() == nil)
        let traces = try worker.traces()
        #expect(traces.contains("crash: signal \(SIGSEGV)") && traces.contains("libcrasher.so"), "\(traces)")
        #expect(worker.wait() == .signal(SIGSEGV))
    }

    @Test("Threads of the plugin that end leave nothing of their stacks behind, however they end")
    func churn() throws {
        var limits = hw_setup()
        limits.memory_bytes = 64 << 20
        let worker = try TestWorker(PluginBuild.library("crasher"), limits: limits)
        try worker.createInstance()
        worker.start("churn")
        #expect(try worker.receive(HW_COMPLETE).answerText == "given back")
    }

    @Test("Exit by the plugin is told like a crash", arguments: [true, false])
    func exit(inline: Bool) throws {
        let worker = try TestWorker(PluginBuild.library("crasher"), inline: inline)
        try worker.createInstance()
        worker.start("exit", id: 2 << 32)
        let crash = try worker.receive(HW_CRASH)
        #expect(crash.status == -1 && crash.id == 2 << 32)
        #expect(worker.wait() == .status(3))
        #expect(try worker.traces().contains("exit with code 3"))
    }

    @Test("While the library is loaded is told too")
    func constructor() throws {
        let worker = try TestWorker(PluginBuild.library("crasher", "CRASH_AT_LOAD"))
        #expect(try worker.receive(HW_CRASH).status == Int(SIGSEGV))
        #expect(try worker.traces().contains("libcrasher.so"))
    }
}
