import Foundation
import Glibc
import HostData
import HostTenancy
import Logging
import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

@Suite("A plugin in a worker is what it is in the host, and its death is its own", .timeLimit(.minutes(3)))
struct WorkerTests {
    static func pool(idleNanos: UInt64 = 600_000_000_000) -> WorkerPool {
        var options = WorkerPool.Options()
        options.idleNanos = idleNanos
        return WorkerPool(options: options, logger: Logger(label: "test"))
    }

    static func plugin(
        inline: Bool = true, sharing: WorkerSharing = .tenant, library: String? = nil, statements: [StatementSource] = [],
        more: String = "worker_safe: true", copy: VerifiedCopy? = nil, logger: Logger = Logger(label: "test")
    ) throws
        -> LoadedPlugin
    {
        LoadedPlugin(
            RunnablePlugin(
                manifest: try TestPlugin.manifest(calls: inline ? "inline" : "threads", more: more),
                libraryPath: try library ?? TestPlugin.library(), statements: statements,
                isolation: PluginIsolation(mode: .worker, sharing: sharing), copy: copy),
            library: nil, logger: logger)
    }

    static func instance(
        _ pool: WorkerPool, _ plugin: LoadedPlugin? = nil, inline: Bool = true, tenant: TenantContext = TestPlugin.alpha,
        settings: String = "{}", services: InstanceServices = InstanceServices(), isFresh: Bool = true
    ) async throws -> LiveInstance {
        try await LiveInstance.create(
            try plugin ?? self.plugin(inline: inline), in: pool, for: tenant, kind: "client", settingsJSON: settings, services: services,
            isFresh: isFresh)
    }

    private func status(_ instance: LiveInstance, _ route: String, deadlineNanos: UInt64 = .max) async -> PluginStatus {
        do throws(PluginCallError) {
            _ = try await instance.handle(TestPlugin.request(route), deadlineNanos: deadlineNanos)
            return .ok
        } catch {
            return error.status
        }
    }

    private func process(_ instance: LiveInstance) -> Int32? { instance.code.worker?.worker.processId }

    @Test("It answers, refuses and is held to the contract as in the host", arguments: [true, false]) func same(inline: Bool) async throws {
        let pool = Self.pool()
        let worker = try await Self.instance(pool, inline: inline)
        let host = try await TestPlugin.instance(inline: inline)
        #expect(worker.isolation == "worker" && host.isolation == "host")
        for instance in [worker, host] {
            #expect(try await instance.handle(TestPlugin.request("echo", body: Array("hello".utf8))).text == "hello")
            #expect(try await instance.handle(TestPlugin.request("later")).text == "late")
            #expect(try await instance.handle(TestPlugin.request("services")).text == "000000")
            #expect(try await instance.handle(TestPlugin.request("deadhandle")).text == "11")
            await #expect(throws: PluginCallError(.conflict, "already so")) { try await instance.handle(TestPlugin.request("refuse")) }
            #expect(await status(instance, "header") == .internal)
            #expect(try await instance.handle(TestPlugin.request("twice")).text == "1")
            #expect(try await instance.handle(TestPlugin.request("both")).text == "1")
            await eventually { instance.plugin.counters.staleCompletions.load(ordering: .relaxed) == 2 }
            #expect(await instance.close())
            #expect(await status(instance, "echo") == .notFound)
        }
        await pool.close()
        #expect(process(worker) == nil)
    }

    @Test("Many calls at once each get their own answer", arguments: [true, false]) func many(inline: Bool) async throws {
        let pool = Self.pool()
        let instance = try await Self.instance(pool, inline: inline)
        await withTaskGroup { group in
            for number in 0..<32 {
                group.addTask {
                    for round in 0..<50 {
                        let text = "\(number) \(round)"
                        #expect(
                            (try? await instance.handle(TestPlugin.request("echo", body: Array(text.utf8))))?.text == text)
                    }
                }
            }
        }
        await eventually { instance.underWay == 0 }
        #expect(await instance.close())
        await pool.close()
    }

    @Test("Deadlines, cancellation and late completions are told across the socket") func ending() async throws {
        let pool = Self.pool()
        let instance = try await Self.instance(pool)
        #expect(await status(instance, "never", deadlineNanos: monotonicNanos() + 30_000_000) == .deadline)
        await eventually { instance.underWay == 0 }
        #expect(instance.plugin.counters.lateCompletions.load(ordering: .relaxed) == 1)
        let task = Task { await status(instance, "never") }
        await eventually { instance.underWay == 1 }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(await instance.close())
        await pool.close()
    }

    @Test("A plugin that goes on after a cancel, within the call's own deadline, keeps its worker; what it completes then is late, no more")
    func goesOn() async throws {
        let pool = Self.pool()
        let instance = try await Self.instance(pool)
        let first = process(instance)
        let deadline = monotonicNanos() + 25_000_000_000
        let call = Task { try await instance.handle(TestPlugin.request("stubborn", body: Array("9500".utf8)), deadlineNanos: deadline) }
        await eventually { instance.underWay == 1 }
        call.cancel()
        await #expect(throws: PluginCallError.self) { _ = try await call.value }
        #expect(instance.code.worker?.load.earliestDeadlineNanos == deadline, "it is held to the deadline that it was given")
        await eventually { instance.underWay == 0 }
        #expect(instance.plugin.counters.lateCompletions.load(ordering: .relaxed) == 1)
        #expect(instance.workerReport == nil && process(instance) == first)
        #expect(try await instance.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(await instance.close())
        await pool.close()
    }

    @Test("An instance that ends while the plugin goes on with a call is destroyed when that has ended, and others stay") func leftBehind()
        async throws
    {
        let pool = Self.pool()
        let plugin = try Self.plugin(sharing: .plugin)
        let alpha = try await Self.instance(pool, plugin)
        let beta = try await Self.instance(pool, plugin, tenant: TestPlugin.beta)
        let first = process(beta)
        let deadline = monotonicNanos() + 40_000_000_000
        let call = Task { try await alpha.handle(TestPlugin.request("stubborn", body: Array("12000".utf8)), deadlineNanos: deadline) }
        await eventually { alpha.underWay == 1 }
        call.cancel()
        #expect(await alpha.close(limitNanos: 500_000_000) == false)
        #expect(try await beta.handle(TestPlugin.request("destroyed")).text == "0", "not under its feet")
        await eventually { (try? await beta.handle(TestPlugin.request("destroyed")).text) == "1" }
        await eventually { alpha.underWay == 0 }
        await #expect(throws: PluginCallError.self) { _ = try await call.value }
        #expect(process(beta) == first && beta.workerReport == nil)
        #expect(await beta.close())
        await pool.close()
    }

    @Test("Settings that the plugin refuses, a library that does not fit and a manifest without worker_safe are told with their reason")
    func refusals() async throws {
        let pool = Self.pool()
        func reason(_ body: () async throws -> LiveInstance) async -> String {
            do {
                _ = try await body()
                return "none"
            } catch { return "\(error)" }
        }
        #expect(await reason { try await Self.instance(pool, settings: #"{"a":"refuse"}"#) }.contains("no thanks"))
        #expect(await reason { try await Self.instance(pool, settings: #"{"a":"crash"}"#) }.contains("signal 6"))
        let wrong = try Self.plugin(library: TestPlugin.library("MAGIC=1"))
        #expect(await reason { try await Self.instance(pool, wrong) }.contains("magic = 0x1"))
        let unsafe = try Self.plugin(more: "worker_safe: false")
        #expect(await reason { try await Self.instance(pool, unsafe) }.contains("worker_safe"))
        await pool.close()
    }

    @Test(
        "A crash ends the calls under way as crashed, costs others nothing, and the worker is there again",
        arguments: ["segv", "abort", "trap", "exit", "kill"], [true, false])
    func crash(how: String, inline: Bool) async throws {
        let pool = Self.pool()
        let plugin = try Self.plugin(inline: inline)
        let victim = try await Self.instance(pool, plugin)
        let other = try await Self.instance(pool, plugin, tenant: TestPlugin.beta)
        let first = try #require(process(victim))
        #expect(first != process(other))
        let waiting = Task { await status(victim, "never") }
        await eventually { victim.underWay == 1 }
        if how == "kill" {
            #expect(kill(first, SIGKILL) == 0)
        } else {
            #expect(await status(victim, how) == .crashed)
        }
        #expect(await waiting.value == .crashed)
        #expect(try await other.handle(TestPlugin.request("echo", body: [66])).text == "B")
        #expect(try await victim.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(process(victim) != first)
        let report = try #require(victim.workerReport)
        switch how {
        case "segv": #expect(report.end == .signal(SIGSEGV, faultAddress: 8, isNearMemoryLimit: false))
        case "abort": #expect("\(report.end)".contains("signal 6"))
        case "trap": #expect("\(report.end)".contains("signal \(SIGILL)") || "\(report.end)".contains("signal \(SIGTRAP)"))
        case "kill": #expect(report.end == .signal(SIGKILL, faultAddress: 0, isNearMemoryLimit: false))
        default: #expect(report.end == .exited(status: 3))
        }
        if how != "kill" { #expect(CrashTrace(report.trace).names("libTest.so", "fail_here"), "\(report.trace)") }
        #expect(victim.workerTrouble == nil && other.workerReport == nil)
        await eventually { victim.underWay == 0 }
        #expect(await victim.close())
        #expect(await other.close())
        await pool.close()
    }

    @Test(
        "A loop without end and a completion that never comes end the worker; its callers are told of the deadline",
        arguments: [true, false])
    func hung(spinning: Bool) async throws {
        let pool = Self.pool()
        let instance = try await Self.instance(pool)
        let first = process(instance)
        #expect(
            await status(instance, spinning ? "spin" : "deaf", deadlineNanos: spinning ? .max : monotonicNanos() + 10_000_000) == .deadline)
        await eventually { instance.workerReport != nil }
        guard case .hung = instance.workerReport?.end else {
            Issue.record("\(String(describing: instance.workerReport))")
            return
        }
        let trace = try #require(instance.workerReport?.trace)
        let isTold = spinning ? CrashTrace(trace).names("libTest.so", "spin_here") : trace.contains("place: no thread of the plugin")
        #expect(isTold, "\(trace)")
        #expect(try await instance.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(process(instance) != first)
        await eventually { instance.underWay == 0 }
        #expect(await instance.close())
        await pool.close()
    }

    @Test("After five crashes it is parked, the operator told, and a fresh start gives it another chance") func parked() async throws {
        let pool = Self.pool()
        let told = Mutex<[String]>([])
        pool.onPark { plugin, tenants, report in told.withLock { $0 = ["\(plugin)"] + tenants + ["\(report != nil)"] } }
        let plugin = try Self.plugin()
        let instance = try await Self.instance(pool, plugin)
        var crashes = 0
        while crashes < 5 {
            switch await status(instance, "segv") {
            case .crashed: crashes += 1
            case .unavailable: try? await Task.sleep(nanoseconds: 20_000_000)
            case let other:
                Issue.record("\(other)")
                return
            }
        }
        await eventually { instance.workerTrouble?.contains("parked after 5 crashes") == true }
        let trouble = try #require(instance.workerTrouble)
        #expect(trouble.contains("signal 11") && trouble.contains("Switch the plugin off and on to try again\n"))
        // The excerpt is the head of the backtrace as it was kept, and names the plugin's library and function.
        let trace = try #require(instance.workerReport?.trace).split(separator: "\n")
        let shown = trouble.split(separator: "\n").dropFirst()
        #expect(!shown.isEmpty && shown.elementsEqual(trace.prefix(24)), "\(trouble)")
        #expect(CrashTrace(trouble).names("libTest.so", "fail_here"), "\(trouble)")
        await eventually { told.withLock(\.self) == ["test", "alpha", "true"] }
        #expect(await status(instance, "echo") == .unavailable)
        // A further try of the same order is refused; a decision of the operator's is not.
        await #expect(throws: PluginRuntimeError.self) { try await Self.instance(pool, plugin, isFresh: false) }
        let fresh = try await Self.instance(pool, plugin)
        #expect(await status(fresh, "echo") == .ok)
        #expect(await instance.close())
        #expect(await fresh.close())
        await pool.close()
    }

    @Test("A plugin that writes much before it crashes hides nothing: excerpt and log have the backtrace") func chatter() async throws {
        let log = LogLines()
        let pool = Self.pool()
        let instance = try await Self.instance(pool, try Self.plugin(logger: log.logger))
        #expect(await status(instance, "chatter") == .crashed)
        await eventually { instance.workerReport != nil }
        let report = try #require(instance.workerReport)
        let shown = report.excerpt.split(separator: "\n")
        #expect(shown.prefix(3) == ["line 1997", "line 1998", "line 1999"], "\(report.excerpt)")
        #expect(shown.dropFirst(3).first == "no end", "a line that the plugin had begun ends before the backtrace")
        #expect(CrashTrace(report.excerpt).names("libTest.so", "fail_here"), "\(report.excerpt)")
        await eventually { CrashTrace(log.text).names("libTest.so", "fail_here") }
        #expect(log.all.count { $0.contains("line ") } < 1_500, "the log is not flooded")
        #expect(await instance.close())
        await pool.close()
    }

    @Test("A library that is refused again and again is parked, the operator told why") func refusedOften() async throws {
        let pool = Self.pool()
        let told = Mutex<[String]>([])
        pool.onPark { plugin, _, report in told.withLock { $0 = [plugin, "\(report.map { "\($0.end)" } ?? "")"] } }
        let wrong = try Self.plugin(library: TestPlugin.library("MAGIC=1"))
        // As the host tries an instance again and again.
        await eventually {
            await #expect(throws: PluginRuntimeError.self) { try await Self.instance(pool, wrong, isFresh: false) }
            return !told.withLock(\.isEmpty)
        }
        #expect(told.withLock(\.first) == "test")
        #expect(told.withLock(\.last)?.contains("magic = 0x1") == true)
        do {
            _ = try await Self.instance(pool, wrong, isFresh: false)
            Issue.record("it is served")
        } catch { #expect("\(error)".contains("magic = 0x1"), "the reason stays visible: \(error)") }
        #expect(pool.samples().map(\.crashes) == [0])
        await pool.close()
    }

    @Test("A worker is a session of its own, which the kernel weighs as one however many threads compute in it")
    func session() async throws {
        let pool = Self.pool()
        let instance = try await Self.instance(pool)
        let worker = try #require(process(instance))
        #expect(getsid(worker) == worker && getsid(worker) != getsid(0))
        // Of a kernel that shares its processors so.
        if let share = WorkerUsage.text("/proc/\(worker)/autogroup") {
            #expect(share.hasSuffix(" nice 5\n") && share != WorkerUsage.text("/proc/self/autogroup"), "\(share)")
        }
        #expect(await instance.close())
        await pool.close()
    }

    @Test("An idle worker ends, and the next call starts one again and waits for it") func idle() async throws {
        let pool = Self.pool(idleNanos: 1)
        let instance = try await Self.instance(pool)
        await eventually { process(instance) == nil }
        #expect(await status(instance, "echo") == .ok)
        #expect(instance.workerReport == nil, "nothing crashed")
        #expect(await instance.close())
        await pool.close()
    }

    @Test("Tenants that share a worker each have their own instance in it") func shared() async throws {
        let pool = Self.pool()
        let plugin = try Self.plugin(sharing: .plugin)
        let alpha = try await Self.instance(pool, plugin)
        let beta = try await Self.instance(pool, plugin, tenant: TestPlugin.beta)
        #expect(process(alpha) == process(beta))
        #expect(await status(alpha, "echo") == .ok)
        #expect(await status(beta, "echo") == .ok)
        #expect(process(alpha) == process(beta))
        #expect(await alpha.close())
        #expect(await status(beta, "echo") == .ok, "the process stays for those who are left")
        #expect(await beta.close())
        await eventually { process(beta) == nil }
        await pool.close()
    }

    @Test("Events go out in the tenant's name, by the same checks") func events() async throws {
        let pool = Self.pool()
        let bus = EventBus()
        var services = InstanceServices()
        services.events = EventService(bus: bus, plugin: "test", topics: ["news"], tenantKey: TestPlugin.alpha.key.rawValue)
        services.hasClock = true
        let instance = try await Self.instance(pool, services: services)
        #expect(try await instance.handle(TestPlugin.request("services")).text == "001010")
        let key = TestPlugin.alpha.key.rawValue
        var watcher = bus.subscribe(sight: key...key).makeAsyncIterator()
        #expect(try await instance.handle(TestPlugin.request("publish", body: Array(#"{"a":1}"#.utf8))).text == "0")
        guard case .event(let event) = await watcher.next() else {
            Issue.record("no event")
            return
        }
        #expect(event.topic == "test.news" && event.tenantKey == key)
        #expect(await instance.close())
        await pool.close()
    }

    @Test("What the kernel offers for protection, and what it does not and why, is told by a worker that loads nothing")
    func doctor() async throws {
        let protections = try await WorkerProtections.read()
        #expect(!protections.isEmpty)
        #expect(Set(protections.map(\.name)).count == protections.count)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("doctor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lesser = try RefusingKernel.worker(in: folder, refusing: ["unshare", "mount"])
        let there = try await WorkerProtections.read(executable: lesser, scratchFolder: folder)
        #expect(Set(there.map(\.name)) == Set(protections.map(\.name)))
        for name in ["user_namespace", "mount_namespace"] {
            #expect(there.first { $0.name == name }?.missingReason == "Operation not permitted", "\(name): \(there)")
        }
        #expect(there.first { $0.name == "seccomp" }?.missingReason == nil)
    }
}
