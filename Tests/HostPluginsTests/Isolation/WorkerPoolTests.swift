import EventLoop
import Foundation
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

@Suite("A host says what its workers lack and forgets those that are gone", .timeLimit(.minutes(3)))
struct WorkerPoolTests {
    private func host(_ pool: WorkerPool, more: String) async throws -> PluginHost {
        let host = try TestPlugin.host(workers: pool)
        await host.load([
            RunnablePlugin(manifest: try TestPlugin.manifest(calls: "inline", more: more), libraryPath: try TestPlugin.library())
        ])
        return host
    }

    @Test(
        "At its start a host says in one line what the kernel lacks, if any plugin can come into a worker, and not again with the first one"
    )
    func announced() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pool-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { ScratchTree.remove(folder) }
        let lines = LogLines()
        var options = WorkerPool.Options()
        options.scratchFolder = folder
        options.executable = try RefusingKernel.worker(in: folder, refusing: ["unshare", "mount"])
        let pool = WorkerPool(options: options, logger: lines.logger)
        let alone = try await host(pool, more: "worker_safe: false")
        await alone.prepareWorkers()
        #expect(lines.all == [])
        let host = try await host(pool, more: "worker_safe: true")
        await host.prepareWorkers()
        try #require(lines.all.count == 1, "\(lines.all)")
        let line = try #require(lines.all.first)
        #expect(line.hasPrefix("warning: workers run without protections that this kernel does not offer: "))
        for name in ["user_namespace", "mount_namespace", "scratch_limit"] { #expect(line.contains("\(name): "), "\(line)") }
        let instance = try await WorkerTests.instance(pool)
        await host.prepareWorkers()
        #expect(lines.all == [line])
        #expect(await instance.close())
        await pool.close()
    }

    @Test("A later worker that has less than those before it is told of, each protection once") func lessened() async {
        let lines = LogLines()
        let pool = WorkerPool(options: WorkerPool.Options(), logger: lines.logger)
        func worker(lacking names: String...) {
            let all = ["seccomp", "landlock", "own_user"]
            pool.started(all.map { WorkerProtection(name: $0, missingReason: names.contains($0) ? "no room" : nil) })
        }
        worker(lacking: "landlock")
        worker(lacking: "landlock")
        #expect(lines.all == ["warning: workers run without protections that this kernel does not offer: landlock: no room"])
        for _ in 1...2 { worker(lacking: "landlock", "own_user") }
        worker()
        #expect(lines.all.dropFirst() == ["warning: the worker runs without protections that those before it had: own_user: no room"])
        await pool.close()
    }

    @Test("A host without the worker's program says so at its start") func missing() async throws {
        let lines = LogLines()
        var options = WorkerPool.Options()
        options.executable = "/nowhere/hashinsight-worker"
        let pool = WorkerPool(options: options, logger: lines.logger)
        await pool.announce()
        #expect(lines.all.count == 1 && lines.all[0].hasPrefix("warning: plugins cannot run in workers on this machine: "), "\(lines.all)")
        await pool.close()
    }

    @Test("Workers of tenants that are gone are forgotten, their figures are not; one that crashed is remembered") func forgotten()
        async throws
    {
        var options = WorkerPool.Options()
        options.forgetNanos = 0
        let pool = WorkerPool(options: options, logger: Logger(label: "test"))
        let plugin = try WorkerTests.plugin()
        func tenant(_ number: UInt32) -> TenantContext {
            TenantContext(tenantId: "tenant-\(number)", key: TenantKey(provider: 1, client: number))
        }
        for number in 1...4 as ClosedRange<UInt32> {
            let instance = try await WorkerTests.instance(pool, plugin, tenant: tenant(number))
            let worker = try #require(instance.code.worker?.worker)
            #expect(await instance.close())
            await eventually { worker.isForgettable(atNanos: .max, afterNanos: 0) }
        }
        let crashed = try await WorkerTests.instance(pool, plugin, tenant: tenant(5))
        // The four before it went when this one came.
        #expect(pool.workerCount == 1)
        await #expect(throws: PluginCallError.self) { try await crashed.handle(TestPlugin.request("segv")) }
        await eventually { crashed.workerReport != nil }
        let worker = try #require(crashed.code.worker?.worker)
        #expect(await crashed.close())
        await eventually { worker.processId == nil }
        let last = try await WorkerTests.instance(pool, plugin, tenant: tenant(6))
        #expect(pool.workerCount == 2)
        let samples = pool.samples()
        #expect(Set(samples.map(\.share)) == Set((1...6).map { "tenant-\($0)" }))
        #expect(samples.reduce(0) { $0 + $1.crashes } == 1)
        #expect(await last.close())
        await pool.close()
    }
}
