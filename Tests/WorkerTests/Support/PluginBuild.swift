import Foundation
import Synchronization

/// Builds the plugins in `Plugins/` with the C compiler, once for each set of macros, each into a folder of its own.
enum PluginBuild {
    struct Failure: Error { let status: Int32 }

    private static let folder = FileManager.default.temporaryDirectory.appending(path: "hashinsight-worker-\(getpid())")
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Plugins")
    private static let headers = sources.appending(path: "../../../Sources/PluginABI/include").standardizedFileURL
    private static let built = Mutex<Set<String>>([])

    /// The path of the built library.
    static func library(_ name: String, _ macros: String...) throws -> String {
        try build(name, output: "lib\(name).so", arguments: ["-shared", "-fPIC", "-fvisibility=hidden"] + macros.map { "-D\($0)" })
    }

    /// The path of the built library, with a library that this process has loaded, such as `dispatch`.
    static func library(_ name: String, with loaded: String) throws -> String {
        // A file whose size says nothing is read to its end.
        let bytes = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd() ?? Data()
        let maps = String(decoding: bytes, as: UTF8.self)
        guard let place = maps.split(whereSeparator: { " \n".contains($0) }).first(where: { $0.hasSuffix("/lib\(loaded).so") }) else {
            throw Failure(status: 1)
        }
        let folder = URL(filePath: String(place)).deletingLastPathComponent().path
        return try build(
            name, output: "lib\(name).so",
            arguments: ["-shared", "-fPIC", "-fvisibility=hidden", "-L\(folder)", "-l\(loaded)", "-Wl,-rpath,\(folder)"])
    }

    /// The path of a program that runs another one.
    static func program(_ name: String) throws -> String { try build(name, output: name, arguments: ["-lseccomp"]) }

    /// An empty folder that only its owner can enter.
    static func scratch() throws -> String {
        let scratch = folder.appending(path: "scratch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        return scratch.path
    }

    private static func build(_ name: String, output: String, arguments: [String]) throws -> String {
        let place = folder.appending(path: ([name] + arguments.filter { $0.hasPrefix("-D") }).joined())
        let output = place.appending(path: output).path
        try built.withLock { built in
            guard built.insert(output).inserted else { return }
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            let compiler = Process()
            compiler.executableURL = URL(filePath: "/usr/bin/env")
            compiler.arguments =
                ["cc", "-std=gnu11", "-O1", "-g", "-pthread", "-I", headers.path, sources.appending(path: name + ".c").path, "-o", output]
                + arguments
            try compiler.run()
            compiler.waitUntilExit()
            guard compiler.terminationStatus == 0 else { throw Failure(status: compiler.terminationStatus) }
        }
        return output
    }
}
