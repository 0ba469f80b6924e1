import Foundation

@testable import HostConformance
import Testing
@testable import HostPlugins

/// One of the plugins in Tests/BrokenPlugins, with what its head says of it.
struct BrokenPlugin: Sendable, CustomTestStringConvertible {
    enum Expectation: Sendable, Equatable {
        /// Exactly these cases fail.
        case fails(Set<String>)
        /// The bundle is refused, with an issue that contains this.
        case refused(String)
    }

    let name: String
    let expectation: Expectation
    /// Its mistake shows on a real database only.
    let needsDatabase: Bool
    /// Name of a file in `manifests` that takes the place of the common one.
    private let manifest: String?
    var testDescription: String { name }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../BrokenPlugins")
        .standardizedFileURL
    private static let root = folder.appendingPathComponent("../..").standardizedFileURL

    static let all: [BrokenPlugin] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/plugins")) ?? []
        return files.filter { $0.hasSuffix(".c") }.sorted().map { BrokenPlugin(name: String($0.dropLast(2))) }
    }()

    private init(name: String) {
        self.name = name
        let text = (try? String(contentsOfFile: "\(Self.folder.path)/plugins/\(name).c", encoding: .utf8)) ?? ""
        func line(_ prefix: String) -> String? {
            text.split(separator: "\n").first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
        needsDatabase = line("// needs: ") == "database"
        manifest = line("// manifest: ")
        if let issue = line("// refused: ") {
            expectation = .refused(issue)
        } else {
            let names = (line("// fails: ") ?? "a line '// fails: …'").components(separatedBy: ", ")
            expectation = .fails(names == ["nothing"] ? [] : Set(names))
        }
    }

    /// Compiles it into a bundle of its own; the bundle's folder.
    ///
    /// - Parameter purpose: Tests that run at once need a bundle each.
    func build(into purpose: String = "check") throws -> String {
        let place = "hashinsight-broken-\(getpid())/\(purpose)/\(name)/Mini.plugin"
        let bundle = FileManager.default.temporaryDirectory.appendingPathComponent(place).path
        let files = FileManager.default
        try? files.removeItem(atPath: bundle)
        try files.createDirectory(atPath: (bundle as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try files.copyItem(atPath: Self.folder.path + "/bundle", toPath: bundle)
        if let manifest {
            try files.removeItem(atPath: bundle + "/plugin.yaml")
            try files.copyItem(atPath: "\(Self.folder.path)/manifests/\(manifest).yaml", toPath: bundle + "/plugin.yaml")
        }
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = [
            "cc", "-std=gnu11", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-fvisibility=hidden", "-pthread",
            "-Wl,-z,nodelete",
            "-I", Self.root.path + "/Sources/PluginABI/include", "\(Self.folder.path)/plugins/\(name).c", "-o", bundle + "/libMini.so",
        ]
        try compiler.run()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0 else { throw BuildFailure(name: name) }
        return bundle
    }

    struct BuildFailure: Error { let name: String }

    /// The executable that was built beside the tests.
    static let executable =
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/hashinsight"
}
