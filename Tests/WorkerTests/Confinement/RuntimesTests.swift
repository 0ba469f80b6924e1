import Foundation
import PluginABI
import Testing
import WorkerProtocol

@Suite("Plugins of each language in a confined worker")
struct RuntimesTests {
    private static let limits = hw_setup(
        memory_bytes: 128 << 20, file_bytes: 16 << 20, descriptors: 256, threads: 64, calls_inline: 0, niceness: 0,
        scratch_bytes: 16 << 20, scratch_files: 1024, call_threads: 0)
    private static let hosting = #"""
        {"connect_timeout_millis": 2000, "reply_timeout_millis": 5000, "low_hashrate_percent": 80, "curtailment_settle_seconds": 45, "web_port": 80, "whatsminer_port": 4433,
         "keep_samples_days": 365, "keep_events_days": 1095, "keep_operations_days": 365, "keep_prices_days": 730}
        """#

    @Test("The plugin in Swift is made and ended")
    func swift() throws {
        // As a bundle has it: in a folder of its own.
        let folder = try PluginBuild.scratch()
        try FileManager.default.copyItem(atPath: TestWorker.buildFolder + "/libHosting.so", toPath: folder + "/libHosting.so")
        try serve(folder + "/libHosting.so", settings: Self.hosting)
    }

    @Test("The examples in C and Rust are made and ended", arguments: ["Greeter", "Counter"])
    func examples(name: String) throws {
        let library = TestWorker.buildFolder + "/\(name).plugin/lib\(name).so"
        try #require(FileManager.default.fileExists(atPath: library), "scripts/bundle.sh builds it, which `swift test` alone does not run")
        try serve(library, settings: "{}")
    }

    @Test("A plugin whose tasks keep libdispatch busy for seconds is answered: it may look at its threads, though there is no /proc")
    func dispatch() throws {
        let worker = try TestWorker(PluginBuild.library("dispatcher", with: "dispatch"), limits: Self.limits)
        try worker.createInstance()
        #expect(try worker.ask("rest") == "rested")
    }

    private func serve(_ library: String, settings: String) throws {
        let worker = try TestWorker(library, limits: Self.limits)
        let hello = try worker.receive(HW_HELLO)
        try #require(hello.status == HI_OK, "\(hello.firstText)")
        let queries = URL(filePath: library).deletingLastPathComponent().appending(path: "queries").path
        let bundled = (try? FileManager.default.contentsOfDirectory(atPath: queries)) ?? []
        let names = (bundled.isEmpty ? Self.statements : bundled.map { String($0.dropLast(4)) }).sorted()
        let texts = "\(names.count)\0" + names.map { $0 + "\0" }.joined() + "telemetry\0"
        worker.send(
            WorkerFrame(
                kind: HW_CREATE, instance: 1, value: TestWorker.allServices, first: Array(settings.utf8), second: Array(texts.utf8)))
        let created = try worker.receive(HW_CREATED)
        try #require(created.status == HI_OK, "\(created.errorMessage)")
        worker.send(WorkerFrame(kind: HW_DESTROY, instance: 1))
        while let frame = try worker.receive(), frame.kind != HW_DESTROYED {
            // What it had started is unavailable.
            if [HW_DATABASE, HW_INGEST, HW_DEVICES].contains(frame.kind) {
                worker.send(WorkerFrame(kind: HW_RESULT, instance: 1, status: HI_UNAVAILABLE, id: frame.id))
            }
        }
        worker.closeSocket()
        #expect(worker.wait() == .status(0))
    }

    private static var statements: [String] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Plugins/Hosting/queries")
        let files = try? FileManager.default.contentsOfDirectory(atPath: folder.standardizedFileURL.path)
        return (files ?? []).map { String($0.dropLast(4)) }
    }
}
