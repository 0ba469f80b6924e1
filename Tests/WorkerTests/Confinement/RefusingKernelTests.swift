import Foundation
import PluginABI
import Testing
import WorkerProtocol

@Suite("A worker on a kernel that offers less")
struct RefusingKernelTests {
    @Test("Without namespaces, Landlock confines the files, and what is missing is said")
    func withoutNamespaces() throws {
        let worker = try TestWorker(
            PluginBuild.library("prisoner"), limits: hw_setup(), wrapper: [PluginBuild.program("refuse"), "unshare", "mount", "--"])
        let protections = try worker.createInstance()
        for name in ["user_namespace", "mount_namespace", "network_namespace", "ipc_namespace", "uts_namespace"] {
            #expect(protections[name] == "off: Operation not permitted", "\(name)")
        }
        #expect(protections["seccomp"] == "on")
        guard protections["landlock"] == "on" else { return }
        let found = WorkerFrame.lines(try worker.ask("look"))
        #expect(found["passwd"] == "EACCES" && found["proc"] == "EACCES" && found["write-root"] == "EACCES")
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
}
