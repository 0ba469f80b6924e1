import EventLoop
import Foundation
import Glibc
import HostData
import HostEgress
import Logging
import PostgresClient
import Testing

@testable import HostPlugins

@Suite("The host loads into its process what was verified, and nothing else", .timeLimit(.minutes(5)))
struct VerifiedCopyTests {
    @Test("A library that was changed or cut since is not opened, and named; put right it is served", arguments: [true, false])
    func changed(isCut: Bool) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("copy-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let library = folder + "/libTest.so"
        try FileManager.default.copyItem(atPath: TestPlugin.library(), toPath: library)
        let whole = try Data(contentsOf: URL(fileURLWithPath: library))
        let copy = VerifiedCopy(directory: folder, files: try BundleContents.read(folder).list)
        let source = RunnablePlugin(manifest: try TestPlugin.manifest(calls: "inline"), libraryPath: library, copy: copy)
        var other = whole
        if isCut { other.removeLast(other.count / 2) } else { other[other.count - 1] ^= 1 }
        try other.write(to: URL(fileURLWithPath: library))
        #expect(chmod(library, 0o755) == 0)

        func expectRefusal(_ body: () async throws(PluginRuntimeError) -> Void) async {
            let error = await #expect(throws: PluginRuntimeError.self) { try await body() }
            #expect(error?.code == .libraryNotLoadable)
            #expect(error?.message.contains("libTest.so: was changed: ") == true, "\(error?.message ?? "")")
        }
        // Each way into the process: with the host's start, and with the first instance here.
        await expectRefusal { () throws(PluginRuntimeError) in
            _ = try await PluginLibrary.loadApart(path: source.libraryPath, copy: source.copy).get()
        }
        await expectRefusal { () throws(PluginRuntimeError) in
            _ = try LoadedPlugin(loading: source, logger: Logger(label: "test"))
        }
        let plugin = LoadedPlugin(source, library: nil, logger: Logger(label: "test"))
        await expectRefusal { () throws(PluginRuntimeError) in
            _ = try await LiveInstance.create(
                plugin, for: TestPlugin.alpha, kind: "client", settingsJSON: "{}", services: InstanceServices())
        }
        let host = try TestPlugin.host()
        await host.load([source])
        #expect(host.trouble(tenantKey: 1, plugin: "test")?.contains("libTest.so: was changed: ") == true)
        // By a handle: a file of /proc has no length by which it could be read at once.
        func isMapped() throws -> Bool {
            let maps = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd() ?? Data()
            return String(decoding: maps, as: UTF8.self).contains(folder)
        }
        #expect(try !isMapped(), "it was not so much as opened")

        // Another file, as the loader would find it.
        try FileManager.default.removeItem(atPath: library)
        try whole.write(to: URL(fileURLWithPath: library))
        #expect(chmod(library, 0o755) == 0)
        let instance = try await TestPlugin.instance(plugin: plugin)
        #expect(try await instance.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(try isMapped())
        #expect(await instance.close())
        await host.close()
    }
}
