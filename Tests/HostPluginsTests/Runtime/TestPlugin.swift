import Foundation
import Glibc
import HostData
import Logging
import Synchronization
import Testing

@testable import HostPlugins

/// Builds the test plugin with the C compiler, once for each set of macros.
enum TestPlugin {
    private static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hashinsight-plugins-\(getpid())")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try? TestPluginSource.text.write(to: folder.appending(path: "plugin.c"), atomically: true, encoding: .utf8)
        return folder
    }()
    private static let built = Mutex<Set<String>>([])

    /// The path of the built library.
    static func library(_ macros: String...) throws -> String {
        let output = folder.appending(path: "libTest\(macros.joined()).so".replacing("=", with: "_")).path
        try built.withLock { built in
            guard built.insert(output).inserted else { return }
            let here = URL(filePath: #filePath).resolvingSymlinksInPath()
            var root = here
            while root.path != "/", !FileManager.default.fileExists(atPath: root.appending(path: "Sources/PluginABI/include").path) {
                root.deleteLastPathComponent()
            }
            let compiler = Process()
            compiler.executableURL = URL(filePath: "/usr/bin/env")
            compiler.arguments =
                ["cc", "-std=gnu11", "-O1", "-shared", "-fPIC", "-fvisibility=hidden", "-pthread"] + macros.map { "-D\($0)" }
                + ["-I", root.appending(path: "Sources/PluginABI/include").path, folder.appending(path: "plugin.c").path, "-o", output]
            try compiler.run()
            compiler.waitUntilExit()
            guard compiler.terminationStatus == 0 else { throw BuildFailure(status: compiler.terminationStatus) }
        }
        return output
    }

    struct BuildFailure: Error { let status: Int32 }

    static func manifest(calls: String, more: String = "") throws -> Manifest {
        try ManifestReader.read(
            """
            id: test
            name: Test
            version: 1.0.0
            abi: "1.0"
            library: libTest.so
            toolchain: c
            calls: \(calls)
            services: [hashinsight.cache/1, hashinsight.db/1, hashinsight.events/1, hashinsight.log/1, hashinsight.clock/1]
            events: [news]
            jobs: [{name: nightly}, {name: hang}]
            routes:
              - {name: echo, method: POST, path: /api/v1/test/echo, role: guest}
              - {name: things, method: GET, path: /api/v1/test/things, role: guest}
              - {name: new_thing, method: POST, path: /api/v1/test/things, role: user}
              - {name: thing, method: GET, path: "/api/v1/test/things/{id}", role: guest}
              - {name: special, method: GET, path: /api/v1/test/things/special, role: guest}
              - {name: leads, method: GET, path: /api/v1/test/leads, role: guest, for: provider}
              - {name: own, method: GET, path: /api/v1/test/own, role: guest, for: client}
              - {name: part, method: GET, path: "/api/v1/test/things/{id}/parts/{part}", role: guest}
            \(more)
            """)
    }

    static func plugin(inline: Bool) throws -> LoadedPlugin {
        let source = RunnablePlugin(manifest: try manifest(calls: inline ? "inline" : "threads"), libraryPath: try library())
        return try LoadedPlugin(loading: source, logger: Logger(label: "test"))
    }

    static func instance(
        inline: Bool = true, settings: String = "{}", tenant: TenantContext = alpha, services: InstanceServices = InstanceServices(),
        plugin: LoadedPlugin? = nil, limitNanos: UInt64 = 5_000_000_000
    ) async throws -> LiveInstance {
        try await LiveInstance.create(
            plugin ?? self.plugin(inline: inline), for: tenant, kind: "client", settingsJSON: settings, services: services,
            limitNanos: limitNanos)
    }

    static let alpha = TenantContext(tenantId: "alpha", key: TenantKey(provider: 1, client: 1))
    static let beta = TenantContext(tenantId: "beta", key: TenantKey(provider: 1, client: 2))

    static func request(_ route: String, body: [UInt8] = []) -> PluginHTTPRequest {
        PluginHTTPRequest(
            route: route, method: "POST", path: "/api/v1/test/\(route)", body: body, requestId: "r", tenantId: "alpha",
            tenantKind: "client",
            role: "owner")
    }
}

extension PluginHTTPAnswer {
    /// The body as text.
    var text: String { if case .body(let bytes) = content { String(decoding: bytes, as: UTF8.self) } else { "" } }
}

extension LiveInstance {
    /// Starts a request; it is under way when this returns.
    func begin(
        _ request: PluginHTTPRequest, reading: @escaping @Sendable (PluginHTTPAnswer) throws -> String = { $0.text }
    ) -> Task<String, any Error> {
        let (stream, continuation) = AsyncStream.makeStream(of: Result<PluginHTTPAnswer, PluginCallError>.self)
        handle(request) {
            continuation.yield($0)
            continuation.finish()
        }
        return Task {
            for await result in stream { return try reading(try result.get()) }
            throw CancellationError()
        }
    }
}

/// Repeats until something is so; what never comes about within two minutes is an issue.
func eventually(sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async -> Bool) async {
    let end = ContinuousClock.now + .seconds(120)
    while !(await condition()) {
        guard ContinuousClock.now < end, !Task.isCancelled else {
            Issue.record("it never came about", sourceLocation: sourceLocation)
            return
        }
        try? await Task.sleep(for: .milliseconds(2))
    }
}
