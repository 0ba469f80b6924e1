import Foundation
import Glibc
import HostTenancy
import Synchronization

@testable import HostPlugins

/// Builds versions of the test plugin with the C compiler, and bundles of them.
enum UpgradePlugin {
    static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hashinsight-upgrades-\(getpid())")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try? UpgradePluginSource.text.write(to: folder.appending(path: "plugin.c"), atomically: true, encoding: .utf8)
        return folder
    }()
    private static let built = Mutex<Set<String>>([])

    /// The path of a built library; one for each set of macros.
    static func library(version: String, _ macros: [String] = []) throws -> String {
        let output = folder.appending(path: "libUpgrade\(version)\(macros.joined()).so").path
        try built.withLock { built in
            guard built.insert(output).inserted else { return }
            var root = URL(filePath: #filePath).resolvingSymlinksInPath()
            while root.path != "/", !FileManager.default.fileExists(atPath: root.appending(path: "Sources/PluginABI/include").path) {
                root.deleteLastPathComponent()
            }
            let compiler = Process()
            compiler.executableURL = URL(filePath: "/usr/bin/env")
            compiler.arguments =
                ["cc", "-std=gnu11", "-O1", "-shared", "-fPIC", "-fvisibility=hidden", "-pthread", "-DVERSION=\"\(version)\""]
                + macros.map { "-D\($0)" }
                + ["-I", root.appending(path: "Sources/PluginABI/include").path, folder.appending(path: "plugin.c").path, "-o", output]
            try compiler.run()
            compiler.waitUntilExit()
            guard compiler.terminationStatus == 0 else { throw BuildFailure(status: compiler.terminationStatus) }
        }
        return output
    }

    struct BuildFailure: Error { let status: Int32 }

    /// - Parameters:
    ///   - version: One digit; the version is `<digit>.0.0`.
    ///   - more: Further lines of the manifest.
    static func manifest(_ id: String, version: String, more: String = "") -> String {
        """
        id: \(id)
        name: Upgraded
        version: \(version).0.0
        abi: "1.0"
        library: libUpgraded.so
        toolchain: c
        calls: inline
        routes:
          - {name: version, method: POST, path: /api/v1/\(id)/version, role: guest}
          - {name: only_\(version), method: GET, path: /api/v1/\(id)/only-\(version), role: guest}
        jobs:
          - {name: work, every: 1h, deadline: 60s}
          - {name: only_\(version), every: 1h, deadline: 60s}
        \(more)

        """
    }

    static func runnable(_ id: String, version: String, _ macros: [String] = []) throws -> RunnablePlugin {
        RunnablePlugin(
            manifest: try ManifestReader.read(manifest(id, version: version)), digest: "digest-\(version)-\(macros.joined())",
            libraryPath: try library(version: version, macros))
    }

    /// A bundle on the disk.
    static func bundle(
        _ id: String, version: String, macros: [String] = [], more: String = "", migrations: [String] = [], queries: [String: String] = [:]
    ) throws -> String {
        let place = folder.appending(path: "\(id)-\(version)\(macros.joined())-\(UInt32.random(in: 0 ... .max)).plugin")
        let files = FileManager.default
        try files.createDirectory(at: place, withIntermediateDirectories: true)
        try manifest(id, version: version, more: more).write(to: place.appending(path: "plugin.yaml"), atomically: true, encoding: .utf8)
        try files.copyItem(atPath: try library(version: version, macros), toPath: place.appending(path: "libUpgraded.so").path)
        for (folder, texts) in [
            ("migrations", migrations.enumerated().map { ("000\($0 + 1)_step.sql", $1) }), ("queries", queries.map { ("\($0).sql", $1) }),
        ] where !texts.isEmpty {
            try files.createDirectory(at: place.appending(path: folder), withIntermediateDirectories: true)
            for (name, text) in texts {
                try text.write(to: place.appending(path: "\(folder)/\(name)"), atomically: true, encoding: .utf8)
            }
        }
        return place.path
    }

    /// A file that is not there yet.
    static func signal() -> URL { folder.appending(path: "signal-\(UInt64.random(in: 0 ... .max))") }
}

extension PluginHost {
    /// Asks as the web server does: finds the route, holds the instance, calls.
    func ask(_ plugin: String, _ tenantKey: Int64, body: [UInt8] = []) async throws -> String {
        let path = "/api/v1/\(plugin)/version"
        let (match, hold) = match(method: "POST", path: path, tenantKey: tenantKey)
        guard case .found(let target) = match else { throw PluginCallError(.notFound, "no route") }
        return try await target.instance.handle(
            PluginHTTPRequest(
                route: target.route.name, method: "POST", path: path, body: body, requestId: "r", tenantId: "t", tenantKind: "client",
                role: "owner"), hold: hold
        ).text
    }
}

/// Tells those who go on and on to stop.
final class StopSign: Sendable {
    private let raised = Atomic<Bool>(false)
    var isUp: Bool { raised.load(ordering: .acquiring) }
    func raise() { raised.store(true, ordering: .releasing) }
}

/// Which version has answered how often.
final class Answers: Sendable {
    private let seen = Mutex<[String: Int]>([:])
    var counts: [String: Int] { seen.withLock(\.self) }
    func note(_ answer: String) { seen.withLock { $0[answer, default: 0] += 1 } }
}
