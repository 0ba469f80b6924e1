import Glibc
import HostData
import HostTenancy
import Testing

@testable import HostPlugins

@Suite("What is known of a worker's process")
struct WorkerProcessTests {
    @Test("The end is named by the best evidence there is") func ends() {
        var evidence = WorkerEvidence()
        #expect(evidence.end(signal: nil, status: 3) == .exited(status: 3))
        #expect(evidence.end(signal: SIGKILL, status: 0) == .signal(SIGKILL, faultAddress: 0, isNearMemoryLimit: false))
        evidence.isAsked = true
        #expect(evidence.end(signal: nil, status: 0) == .asked)
        evidence.crash = (SIGSEGV, 0x10, true)
        let crash = evidence.end(signal: SIGSEGV, status: 0)
        #expect(crash == .signal(SIGSEGV, faultAddress: 0x10, isNearMemoryLimit: true))
        #expect("\(crash)".contains("signal 11 (segmentation fault) at address 0x10, with its memory limit reached"))
        evidence.crash = (-1, 0, false)
        #expect(evidence.end(signal: nil, status: 0) == .exited(status: 0), "a plugin that calls exit(0) ends its worker all the same")
        evidence.killed = .hung(reason: "silence")
        #expect(evidence.end(signal: SIGKILL, status: 0) == .hung(reason: "silence"))
    }

    @Test("A process's figures are read whatever its name is") func usage() {
        let stat =
            "77 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 1 0 100 1000000 25 184467 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0"
        #expect(
            WorkerUsage.read(stat: stat, pageBytes: 4_096, ticksPerSecond: 100)
                == WorkerUsage(residentBytes: 25 * 4_096, cpuSeconds: 2))
        #expect(WorkerUsage.read(stat: "77 (a", pageBytes: 4_096, ticksPerSecond: 100) == nil)
        #expect(WorkerUsage.read(stat: "77 (a) S 1", pageBytes: 4_096, ticksPerSecond: 100) == nil)
        #expect((WorkerUsage.read(process: getpid())?.residentBytes ?? 0) > 1 << 20)
        #expect(WorkerUsage.read(process: 0) == nil)
    }

    @Test("The last of what a worker wrote is kept, its lines are told, and no line can pretend to be another") func trace() {
        var trace = WorkerTrace()
        func append(_ text: String) -> [String] { Array(text.utf8).withUnsafeBytes { trace.append($0) } }
        #expect(append("one\ntw") == ["one"])
        #expect(append("o\n\u{1B}[2Jthree") == ["two"])
        #expect(trace.finish() == "\\u{1b}[2Jthree")
        #expect(trace.text == "one\ntwo\n\\u{1b}[2Jthree")
        for index in 0..<20_000 { _ = append("line \(index) of very many\n") }
        #expect(trace.finish() == nil)
        #expect(trace.text.utf8.count <= WorkerTrace.keptBytes)
        #expect(trace.text.hasSuffix("line 19999 of very many\n"))
    }

    @Test("The excerpt shows the last crash with what came just before it, whatever was written long before") func excerpt() {
        func shown(_ lines: [String]) -> [String] {
            let report = WorkerReport(end: .asked, endedAtMicros: 0, trace: lines.joined(separator: "\n") + "\n")
            return report.excerpt.split(separator: "\n").map(String.init)
        }
        let chatter = (0..<2_000).map { "line \($0)" }
        let backtrace = ["crash: signal 11 at 0x8 in call 0x1"] + (0..<40).map { "libTest.so(+0x\($0))" }
        #expect(shown(chatter + backtrace) == Array(chatter.suffix(4) + backtrace.prefix(20)))
        #expect(shown(backtrace) == Array(backtrace.prefix(24)))
        #expect(shown(["crash: it says"] + chatter + ["crash: signal 6"]) == Array(chatter.suffix(4)) + ["crash: signal 6"])
        let place = ["place: what the plugin is at", "thread calls, which runs:", "libTest.so(spin_here+0x9)"]
        #expect(shown(chatter + place + ["thread calls, which runs:"]) == Array(chatter.suffix(4)) + place + ["thread calls, which runs:"])
        #expect(shown(chatter) == Array(chatter.suffix(24)), "without a crash the end tells most")
        #expect(shown([]).isEmpty)
    }

    @Test("Frames wait in order, whoever writes them") func outbox() {
        var outbox = WorkerOutbox()
        func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { outbox.append($0) } }
        guard case .write = outbox.enter(bytes: 2) else {
            Issue.record("nobody else writes")
            return
        }
        guard case .wait = outbox.enter(bytes: 2) else {
            Issue.record("somebody writes")
            return
        }
        add([3, 4])
        [UInt8](arrayLiteral: 2).withUnsafeBytes { outbox.keep(rest: $0) }
        #expect(outbox.next().map(Array.init) == [2])
        outbox.advance(1)
        #expect(outbox.next().map(Array.init) == [3, 4])
        outbox.advance(1)
        add([5])
        #expect(outbox.next().map(Array.init) == [4])
        outbox.advance(1)
        #expect(outbox.next().map(Array.init) == [5])
        outbox.advance(1)
        #expect(outbox.next() == nil && !outbox.isTaken)
        _ = outbox.enter(bytes: 1)
        guard case .overfull = outbox.enter(bytes: WorkerOutbox.maximumBytes + 1) else {
            Issue.record("more than the limit waits")
            return
        }
    }

    @Test("Tenants share a worker as the operator says") func sharing() {
        func key(_ sharing: WorkerSharing, _ tenant: TenantContext) -> WorkerKey {
            WorkerKey(libraryPath: "/lib.so", sharing: sharing, tenantId: tenant.tenantId)
        }
        #expect(key(.tenant, TestPlugin.alpha) != key(.tenant, TestPlugin.beta))
        #expect(key(.plugin, TestPlugin.alpha) == key(.plugin, TestPlugin.beta))
        #expect(key(.pool(1), TestPlugin.alpha) == key(.pool(1), TestPlugin.beta))
        let members = Set(
            (0..<500).map { index in
                key(.pool(4), TenantContext(tenantId: "tenant-\(index)", key: TenantKey(provider: 1, client: 1))).share
            })
        #expect(members == ["pool-0", "pool-1", "pool-2", "pool-3"])
        #expect(WorkerSharing("4") == .pool(4) && WorkerSharing("0") == nil && WorkerSharing("04") == nil && WorkerSharing("x") == nil)
    }
}
