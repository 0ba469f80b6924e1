import Foundation
import Glibc
import HostTenancy
import Logging
import TestSupport
import Testing

@testable import HostPlugins

@Suite("A scratch folder is bounded and leaves nothing behind", .timeLimit(.minutes(3)))
struct WorkerScratchTests {
    private func folder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scratch-tests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    private func write(_ bytes: Int, to path: String) throws {
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try Data(repeating: 1, count: bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test("Bytes, files and depth are measured up to their limits; links lead nowhere") func measured() throws {
        let folder = try folder()
        defer { ScratchTree.remove(folder) }
        let scratch = try WorkerScratch(under: folder)
        #expect(scratch.excess(maximumBytes: 0, maximumFiles: 0) == nil)
        try write(100_000, to: scratch.path + "/a/b/one")
        try write(100_000, to: scratch.path + "/two")
        #expect(symlink("/usr", scratch.path + "/link") == 0)
        // Two folders, two files, one link.
        #expect(scratch.excess(maximumBytes: 1 << 20, maximumFiles: 5) == nil)
        #expect(scratch.excess(maximumBytes: 1 << 20, maximumFiles: 4)?.contains("more than 4 files") == true)
        #expect(scratch.excess(maximumBytes: 150_000, maximumFiles: 5)?.contains("more than 150000 bytes") == true)
        try write(1, to: scratch.path + String(repeating: "/d", count: ScratchTree.maximumDepth) + "/deep")
        #expect(scratch.excess(maximumBytes: 1 << 20, maximumFiles: 1_000)?.contains("cannot be measured") == true)
    }

    @Test("It is removed however deep, closed or linked what lies in it is; what a link names stays") func removed() throws {
        let folder = try folder()
        defer { ScratchTree.remove(folder) }
        let scratch = try WorkerScratch(under: folder)
        try write(1, to: folder + "/other/kept")
        #expect(symlink(folder + "/other", scratch.path + "/link") == 0)
        try write(1, to: scratch.path + String(repeating: "/deeper", count: 3 * ScratchTree.maximumDepth) + "/file")
        #expect(mkdir(scratch.path + "/closed", 0o700) == 0)
        try write(1, to: scratch.path + "/closed/file")
        #expect(chmod(scratch.path + "/closed", 0) == 0)
        for number in 0..<500 { try write(0, to: scratch.path + "/many/\(number)") }
        scratch.remove()
        #expect(!FileManager.default.fileExists(atPath: scratch.path))
        #expect(FileManager.default.fileExists(atPath: folder + "/other/kept"))
    }

    @Test("A host removes what a killed one left, and nothing of one that lives") func swept() async throws {
        let folder = try folder()
        defer { ScratchTree.remove(folder) }
        var killed: WorkerScratchRoot? = try WorkerScratchRoot(under: folder)
        let living = try WorkerScratchRoot(under: folder)
        let left = try #require(killed).path
        try write(10, to: left + "/hashinsight-worker-abc/file")
        try write(10, to: living.path + "/hashinsight-worker-abc/file")
        try write(10, to: folder + "/somebody-elses/file")
        #expect(WorkerScratchRoot.sweep(folder) == 0)
        // As the kernel does for a process that is gone. A process that another test is just making may hold the lock for a moment.
        killed = nil
        await eventually { WorkerScratchRoot.sweep(folder) == 1 }
        #expect(!FileManager.default.fileExists(atPath: left))
        for kept in [living.path + "/hashinsight-worker-abc/file", folder + "/somebody-elses/file"] {
            #expect(FileManager.default.fileExists(atPath: kept))
        }
        living.remove()
        #expect(!FileManager.default.fileExists(atPath: living.path))
    }

    @Test("A pool sweeps before its first worker, and leaves nothing when it closes") func pool() async throws {
        let folder = try folder()
        defer { ScratchTree.remove(folder) }
        let left = folder + "/hashinsight-workers-killed"
        try write(10, to: left + "/hashinsight-worker-abc/file")
        var options = WorkerPool.Options()
        options.scratchFolder = folder
        let pool = WorkerPool(options: options, logger: Logger(label: "test"))
        let instance = try await WorkerTests.instance(pool)
        #expect(!FileManager.default.fileExists(atPath: left))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
        #expect(await instance.close())
        await pool.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    /// When the plugin says in the worker's name that the kernel limits the folder.
    enum Lie: CaseIterable { case never, atLoad, inCall }

    @Test(
        "Where the kernel does not limit the folder, the host measures it and ends the worker, whatever the plugin says of that",
        arguments: Lie.allCases)
    func ended(lie: Lie) async throws {
        let folder = try folder()
        defer { ScratchTree.remove(folder) }
        var options = WorkerPool.Options()
        options.scratchFolder = folder
        options.executable = try RefusingKernel.worker(in: folder, refusing: ["unshare", "mount"])
        let pool = WorkerPool(options: options, logger: Logger(label: "test"))
        let plugin = try WorkerTests.plugin(library: lie == .atLoad ? TestPlugin.library("FORGES") : nil)
        let instance = try await WorkerTests.instance(pool, plugin)
        if lie == .inCall { #expect(try await instance.handle(TestPlugin.request("forge")).text == "forged") }
        // Frames come in their order: after this one the lies have been read.
        #expect(try await instance.handle(TestPlugin.request("echo", body: [65])).text == "A")
        let told = instance.code.worker?.worker.protections.first { $0.name == "scratch_limit" }
        #expect(told?.missingReason != nil, "\(String(describing: told))")
        let first = instance.code.worker?.worker.processId
        let root = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasPrefix("hashinsight-workers-") })
        let scratch = try #require(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(root)").first)
        for number in 0...Int(WorkerSetup.scratchFiles) { try write(0, to: "\(folder)/\(root)/\(scratch)/\(number)") }
        await eventually { instance.workerReport != nil }
        #expect(instance.workerReport?.end == .overLimit(reason: "its scratch folder holds more than 4096 files and folders"))
        #expect(try await instance.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(instance.code.worker?.worker.processId != first)
        #expect(await instance.close())
        await pool.close()
    }
}
