import Foundation

/// A verifier that is a program of its own, run on files in a folder that goes afterwards.
struct VerifierProgram {
    let arguments: [String]

    /// The script that was written from the format's page alone.
    static var script: VerifierProgram { VerifierProgram(arguments: ["python3", Checkout.path("docs/verify-notary-proof.py")]) }

    /// `hashinsight notary verify`, as built beside the tests.
    static var command: VerifierProgram {
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        return VerifierProgram(arguments: [folder.appendingPathComponent("hashinsight").path, "notary", "verify"])
    }

    struct Outcome {
        let status: Int32
        /// What it said, on either stream.
        let text: String
    }

    func run(_ json: String, body: String? = nil, node: String? = nil, options: [String] = []) throws -> Outcome {
        try run(bytes: Array(json.utf8), body: body, node: node, options: options)
    }

    func run(bytes: [UInt8], body: String? = nil, node: String? = nil, options: [String] = []) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notary-proof-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("proof.json")
        try Data(bytes).write(to: file)
        var arguments = arguments + [file.path] + options
        if let body {
            let beside = folder.appendingPathComponent("body")
            try Data(body.utf8).write(to: beside)
            arguments += ["--body", beside.path]
        }
        if let node { arguments += ["--rpc", node] }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        // It has to do without configuration and database, so it gets none.
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.filter { ["PATH", "LD_LIBRARY_PATH"].contains($0.key) }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, text: String(decoding: text, as: UTF8.self))
    }
}

/// The folder that the sources lie in.
enum Checkout {
    static func path(_ name: String) -> String {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder.appendingPathComponent(name).path
    }
}
