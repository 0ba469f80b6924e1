import Foundation
import Glibc
import PluginABI
import Testing
import WorkerProtocol

@Suite("A hostile plugin in a worker")
struct PrisonerTests {
    private static let limits = hw_setup(
        memory_bytes: 64 << 20, file_bytes: 1 << 20, descriptors: 64, threads: 16, calls_inline: 0, niceness: 5,
        scratch_bytes: 4 << 20, scratch_files: 64, call_threads: 0)

    @Test("Sees no file but its bundle and the libraries, no process and no environment")
    func look() throws {
        let worker = try TestWorker(PluginBuild.library("prisoner"), limits: Self.limits)
        let protections = try worker.createInstance()
        try #require(protections["mount_namespace"] == "on" || protections["landlock"] == "on")
        let found = WorkerFrame.lines(try worker.ask("look"))
        for file in ["passwd", "proc", "parent", "sys", "device", "dots"] {
            #expect(["ENOENT", "EACCES"].contains(found[file] ?? ""), "\(file): \(found[file] ?? "nothing")")
        }
        for file in ["write-root", "write-library"] {
            #expect(["EROFS", "EACCES"].contains(found[file] ?? ""), "\(file): \(found[file] ?? "nothing")")
        }
        // Without it the root can be listed, and holds what RefusingKernelTests says.
        if protections["landlock"] == "on" { #expect(found["root"] == "EACCES") }
        #expect(found["environment"] == "empty" && found["secret"] == "none")
    }

    @Test("Reaches no network, no process, no kernel facility beyond the list")
    func reach() throws {
        let worker = try TestWorker(PluginBuild.library("prisoner"), limits: Self.limits)
        #expect(try worker.createInstance()["seccomp"] == "on")
        var found = WorkerFrame.lines(try worker.ask("reach"))
        #expect(found.removeValue(forKey: "own-signal") == "0")
        #expect(found.removeValue(forKey: "clone3") == "ENOSYS")
        #expect(found.count > 25)
        for (attempt, result) in found { #expect(result == "EPERM", "\(attempt)") }
    }

    @Test("May wait for a signal, as a thread does that crashes while another one crashes: refused, it would spin")
    func pause() throws {
        let worker = try TestWorker(PluginBuild.library("prisoner"), limits: Self.limits)
        #expect(try worker.createInstance()["seccomp"] == "on")
        #expect(WorkerFrame.lines(try worker.ask("pause"))["pause"] == "EINTR")
    }

    @Test("What only an attack would try ends the worker with SIGSYS, told as a crash")
    func outrage() throws {
        let worker = try TestWorker(PluginBuild.library("prisoner"), limits: Self.limits)
        try worker.createInstance()
        worker.start("outrage", id: 3 << 32)
        let crash = try worker.receive(HW_CRASH)
        #expect(crash.status == Int(SIGSYS) && crash.id == 3 << 32)
        #expect(worker.wait() == .signal(SIGSYS))
    }

    @Test("Writes to its scratch folder up to the limit, and nowhere else")
    func files() throws {
        let scratch = try PluginBuild.scratch()
        let library = try PluginBuild.library("prisoner")
        let worker = try TestWorker(library, scratch: scratch, limits: Self.limits)
        let protections = try worker.createInstance()
        let found = WorkerFrame.lines(try worker.ask("scratch", body: scratch))
        #expect(found["scratch"] == "0")
        #expect(found["file-end"] == "EFBIG" && found["file-kilobytes"] == "1024")
        #expect(["EPERM", "EACCES"].contains(found["scratch-code"] ?? ""))
        #expect(found["scratch-mode"] == "EPERM" && found["link"] == "EPERM")
        #expect(["EROFS", "EACCES"].contains(found["beside-scratch"] ?? ""))
        let bundle = WorkerFrame.lines(try worker.ask("bundle", body: URL(filePath: library).deletingLastPathComponent().path))
        #expect(["EROFS", "EACCES"].contains(bundle["write-bundle"] ?? ""))
        #expect(bundle["read-bundle"] == "0")
        // Where the kernel limits the folder, it is a file system that only the worker sees and that ends with it.
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch)
        #expect(left == (protections["scratch_limit"] == "on" ? [] : ["file"]))
    }

    @Test(
        "All files of the scratch folder together end at its limits",
        .enabled("the kernel gives a worker no mounts of its own") { KernelOffer.has("mount_namespace") })
    func fill() throws {
        let scratch = try PluginBuild.scratch()
        let worker = try TestWorker(PluginBuild.library("prisoner"), scratch: scratch, limits: Self.limits)
        let protections = try worker.createInstance()
        #expect(protections["scratch_limit"] == "on")
        let found = WorkerFrame.lines(try worker.ask("fill", body: scratch))
        #expect(found["full"] == "ENOSPC" && found["full-kilobytes"] == "4096", "\(found)")
        #expect(found["empty"] == "ENOSPC" && found["empty-files"] == "64", "\(found)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == [])
    }

    @Test("Memory, descriptors and threads end at their limits, and the worker goes on")
    func bombs() throws {
        let worker = try TestWorker(PluginBuild.library("prisoner"), limits: Self.limits)
        let protections = try worker.createInstance()
        let descriptors = WorkerFrame.lines(try worker.ask("descriptors"))
        #expect(descriptors["descriptors-end"] == "EMFILE" && Int(descriptors["descriptors"] ?? "")! < 64)
        let megabytes = Int(WorkerFrame.lines(try worker.ask("memory"))["memory-megabytes"] ?? "")!
        #expect((32...80).contains(megabytes), "\(megabytes)")
        let threads = Int(WorkerFrame.lines(try worker.ask("threads"))["threads"] ?? "")!
        // A megabyte of stack each ends them too, where the kernel does not count them.
        #expect(threads <= (protections["thread_limit"] == "on" ? 24 : 80), "\(threads)")
        #expect(try worker.ask("nothing") == "")
    }

    @Test("Where the host is root, its worker is a user of its own, whose threads the kernel counts", .enabled(if: geteuid() == 0))
    func ownUser() throws {
        // A folder that root alone may enter, as a host's data folder is.
        let folder = try PluginBuild.scratch()
        let bundle = folder + "/bundle"
        try FileManager.default.createDirectory(atPath: bundle, withIntermediateDirectories: false)
        try FileManager.default.copyItem(atPath: PluginBuild.library("prisoner"), toPath: bundle + "/prisoner.so")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
        let scratches = try (0..<2).map { _ in try PluginBuild.scratch() }
        let workers = try scratches.map { try TestWorker(bundle + "/prisoner.so", scratch: $0, limits: Self.limits) }
        var numbers: Set<String> = ["0"]
        for (worker, scratch) in zip(workers, scratches) {
            let protections = try worker.createInstance()
            try #require(protections["mount_namespace"] == "on" && protections["own_user"] == "on", "\(protections)")
            #expect(protections["thread_limit"] == "on")
            let status = try String(contentsOfFile: "/proc/\(worker.process)/status", encoding: .utf8)
            for name in ["Uid:", "Gid:"] {
                let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(name) })
                let found = Set(line.split(separator: "\t").dropFirst().map(String.init))
                #expect(found.count == 1, "real, effective, saved and of the files: \(line)")
                if name == "Uid:" { #expect(numbers.isDisjoint(with: found), "\(line)") }
                numbers.formUnion(found)
            }
            #expect(WorkerFrame.lines(try worker.ask("scratch", body: scratch))["scratch"] == "0")
        }
    }
}
