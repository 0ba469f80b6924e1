import Foundation

/// A worker as a kernel would run it that refuses some system calls.
package enum RefusingKernel {
    package struct BuildFailure: Error { let status: Int32 }

    /// A program that is the worker's executable with these calls refused.
    package static func worker(in folder: String, refusing calls: [String]) throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let worker = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("hashinsight-worker").path
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../WorkerTests/Plugins/refuse.c")
            .standardizedFileURL.path
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = ["cc", "-std=gnu11", source, "-o", folder + "/refuse", "-lseccomp"]
        try compiler.run()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0 else { throw BuildFailure(status: compiler.terminationStatus) }
        let script = folder + "/worker.sh"
        try "#!/bin/sh\nexec \(folder)/refuse \(calls.joined(separator: " ")) -- \(worker)\n".write(
            toFile: script, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        return script
    }
}
