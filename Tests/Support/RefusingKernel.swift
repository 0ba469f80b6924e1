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
        let script = folder + "/worker.sh"
        let text = "#!/bin/sh\nexec \(folder)/refuse \(calls.joined(separator: " ")) -- \(worker)\n"
        // The shell writes the script too: were it open for writing here, a process that another test makes at that moment would have it
        // open as well, and the kernel runs no such file.
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = [
            "-c", #"cc -std=gnu11 "$1" -o "$2" -lseccomp && printf '%s' "$4" >"$3" && chmod 755 "$3""#, "sh", source, folder + "/refuse",
            script, text,
        ]
        try shell.run()
        shell.waitUntilExit()
        guard shell.terminationStatus == 0 else { throw BuildFailure(status: shell.terminationStatus) }
        return script
    }
}
