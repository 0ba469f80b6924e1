import Foundation
import Glibc
import HostTenancy
import Testing

@testable import HostPlugins

@Suite("A worker is held to its tenant's memory, and to the bytes that were verified", .timeLimit(.minutes(3)))
struct WorkerQuotaTests {
    private func services(memoryBytes: Int) -> InstanceServices {
        InstanceServices(meter: UsageMeter(Quotas([.memoryBytes: memoryBytes])))
    }

    /// The limit that the kernel holds, without what the worker has for itself.
    private func limit(_ instance: LiveInstance) throws -> Int {
        let process = try #require(instance.code.worker?.worker.processId)
        let limits = try String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8)
        let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max data size") })
        return try #require(Int(line.split(separator: " ")[3])) - 16 << 20
    }

    @Test("A tenant's own worker has the tenant's limit, a shared one the plugin's; both show what the process uses")
    func memory() async throws {
        let pool = WorkerTests.pool()
        let own = try await WorkerTests.instance(pool, services: services(memoryBytes: 48 << 20))
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let shared = try await WorkerTests.instance(pool, plugin, services: services(memoryBytes: 48 << 20))
        #expect(try limit(own) == 48 << 20)
        #expect(try limit(shared) == Quota.memoryBytes.standard)
        for instance in [own, shared] {
            await eventually { instance.meter[.memoryBytes].used(atNanos: monotonicNanos()) > 1 << 20 }
            let reading = try #require(instance.meter.readings().first { $0.quota == .memoryBytes })
            #expect(reading.limit == 48 << 20 && reading.used < 1 << 30)
            #expect(await instance.close())
            #expect(instance.meter[.memoryBytes].used(atNanos: monotonicNanos()) == 0)
        }
        await pool.close()
    }

    @Test("A byte that changed since the bundle was verified keeps its worker from starting again, by the file's name") func changed()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("copy-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let library = folder + "/libtest.so"
        try FileManager.default.copyItem(atPath: TestPlugin.library(), toPath: library)
        let whole = try Data(contentsOf: URL(fileURLWithPath: library))
        let copy = VerifiedCopy(directory: folder, files: try BundleContents.read(folder).list)
        #expect(copy.damage() == nil)
        let plugin = try WorkerTests.plugin(library: library, copy: copy)
        let pool = WorkerTests.pool()
        let instance = try await WorkerTests.instance(pool, plugin)
        // Another file, so that the one that is mapped does not change under the process.
        func write(_ data: Data) throws {
            try data.write(to: URL(fileURLWithPath: folder + ".new"))
            #expect(chmod(folder + ".new", 0o755) == 0)
            #expect(rename(folder + ".new", library) == 0)
        }
        var other = whole
        other[other.count - 1] ^= 1
        try write(other)
        #expect(kill(try #require(instance.code.worker?.worker.processId), SIGKILL) == 0)
        await eventually {
            if case .refused = instance.workerReport?.end { true } else { false }
        }
        #expect(instance.workerReport.map { "\($0.end)" }?.contains("libtest.so: was changed: SHA-256") == true)
        await #expect(throws: PluginCallError.self) { try await instance.handle(TestPlugin.request("echo")) }
        try write(whole)
        await eventually { (try? await instance.handle(TestPlugin.request("echo", body: [65])).text) == "A" }
        #expect(await instance.close())
        await pool.close()
    }
}
