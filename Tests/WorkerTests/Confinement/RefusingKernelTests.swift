import Foundation
import Glibc
import PluginABI
import Testing
import WorkerProtocol

@Suite("A worker on a kernel that offers less")
struct RefusingKernelTests {
    @Test("Without namespaces what is missing is said, the limit of the scratch folder too")
    func missing() throws {
        let limits = hw_setup(
            memory_bytes: 0, file_bytes: 0, descriptors: 0, threads: 0, calls_inline: 0, niceness: 0, scratch_bytes: 4 << 20,
            scratch_files: 64, call_threads: 0)
        let worker = try TestWorker(
            PluginBuild.library("prisoner"), scratch: PluginBuild.scratch(), limits: limits,
            wrapper: [PluginBuild.program("refuse"), "unshare", "mount", "--"])
        let protections = try worker.createInstance()
        for name in ["user_namespace", "mount_namespace", "network_namespace", "ipc_namespace", "uts_namespace"] {
            #expect(protections[name] == "off: Operation not permitted", "\(name)")
        }
        #expect(protections["scratch_limit"]?.hasPrefix("off: no mounts of its own: ") == true)
        #expect(protections["seccomp"] == "on")
    }

    @Test("Without namespaces, Landlock confines the files", .enabled("the kernel has no Landlock") { KernelOffer.has("landlock") })
    func withoutNamespaces() throws {
        let worker = try TestWorker(
            PluginBuild.library("prisoner"), limits: hw_setup(), wrapper: [PluginBuild.program("refuse"), "unshare", "mount", "--"])
        #expect(try worker.createInstance()["landlock"] == "on")
        let found = WorkerFrame.lines(try worker.ask("look"))
        #expect(found["passwd"] == "EACCES" && found["proc"] == "EACCES" && found["write-root"] == "EACCES")
    }

    @Test(
        "Without Landlock, a root of its own holds the bundle and what libraries need, and nothing else",
        .enabled("the kernel gives a worker no mounts of its own") { KernelOffer.has("mount_namespace") })
    func withoutLandlock() throws {
        let library = try PluginBuild.library("prisoner")
        let worker = try TestWorker(
            library, limits: hw_setup(), wrapper: [PluginBuild.program("refuse"), "landlock_create_ruleset", "--"])
        #expect(try worker.createInstance()["landlock"] == "off: Operation not permitted")
        let root = Set((WorkerFrame.lines(try worker.ask("look"))["root"] ?? "").split(separator: " ").map(String.init))
        let bundle = try #require(URL(filePath: library).resolvingSymlinksInPath().pathComponents.dropFirst().first)
        #expect(root.contains(bundle), "\(root)")
        // Libraries may lie in any other, such as those of a toolchain in a folder of its own.
        let elsewhere = Set(["bin", "boot", "dev", "home", "media", "mnt", "proc", "root", "run", "sbin", "srv", "sys", "var"])
        #expect(root.isDisjoint(with: elsewhere.subtracting([bundle])), "\(root)")
    }

    @Test("Without Landlock as well, no file can be written and no system call is more")
    func withoutBoth() throws {
        let worker = try TestWorker(
            PluginBuild.library("prisoner"), limits: hw_setup(),
            wrapper: [PluginBuild.program("refuse"), "unshare", "mount", "landlock_create_ruleset", "--"])
        let protections = try worker.createInstance()
        #expect(protections["landlock"] == "off: Operation not permitted")
        #expect(protections["mount_namespace"]?.hasPrefix("off: ") == true)
        let found = WorkerFrame.lines(try worker.ask("look"))
        #expect(found["write-root"] == "EPERM" && found["device"] == "EPERM")
        var reach = WorkerFrame.lines(try worker.ask("reach"))
        #expect(reach.removeValue(forKey: "own-signal") == "0")
        reach["clone3"] = nil
        for (attempt, result) in reach { #expect(result == "EPERM", "\(attempt)") }
    }

    @Test("A worker that cannot leave root says so, and that its threads are not counted", .enabled(if: geteuid() == 0))
    func staysRoot() throws {
        let worker = try TestWorker(
            PluginBuild.library("prisoner"), scratch: PluginBuild.scratch(),
            limits: hw_setup(
                memory_bytes: 0, file_bytes: 0, descriptors: 0, threads: 16, calls_inline: 0, niceness: 0, scratch_bytes: 0,
                scratch_files: 0, call_threads: 0),
            wrapper: [PluginBuild.program("refuse"), "setresuid", "--"])
        let protections = try worker.createInstance()
        #expect(protections["own_user"]?.hasPrefix("off: the worker stays root") == true)
        #expect(protections["thread_limit"] == "off: the kernel does not count root's")
    }

    @Test("Without mounts of its own, a library that only root can read keeps the worker root", .enabled(if: geteuid() == 0))
    func unreadable() throws {
        let folder = try PluginBuild.scratch()
        let library = folder + "/prisoner.so"
        try FileManager.default.copyItem(atPath: PluginBuild.library("prisoner"), toPath: library)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
        let refuse = try PluginBuild.program("refuse")
        let closed = try TestWorker(library, limits: hw_setup(), wrapper: [refuse, "unshare", "mount", "--"])
        #expect(try closed.createInstance()["own_user"] == "off: the worker stays root, who owns the host's files: Permission denied")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
        let open = try TestWorker(library, limits: hw_setup(), wrapper: [refuse, "unshare", "mount", "--"])
        #expect(try open.createInstance()["own_user"] == "on")
    }
}
