import Foundation
import HostData
import HostPlugins
import Synchronization
import UnixSignals

/// The life of one `dev`: builds, and a served host that is another process for each good build.
///
/// Another process, not another image in one: a plugin that traps costs its own host alone, the same module may come a hundred times, and nothing of
/// an older build stays in memory. The host before it serves until the new build is accepted and loads.
struct DevelopSession {
    enum Event: Sendable {
        case saved
        case ended(number: Int, status: Int32)
        case told
    }

    let workshop: Workshop
    let pluginId: String
    let listen: String
    let settings: JSONValue
    let networks: [String]
    /// Plugins that the tenants have beside it.
    let others: [AcceptedBundle]
    let build: PluginBuild
    private var host: (number: Int, process: SpawnedProcess)?
    private var started = 0
    /// The bundle that is served; nil before the first good build.
    private var served: String?

    init(
        workshop: Workshop, pluginId: String, listen: String, settings: JSONValue, networks: [String], others: [AcceptedBundle],
        build: PluginBuild
    ) {
        self.workshop = workshop
        self.pluginId = pluginId
        self.listen = listen
        self.settings = settings
        self.networks = networks
        self.others = others
        self.build = build
    }

    /// Returns when it is told to stop.
    /// - Throws: ``Failure``.
    mutating func run() async throws {
        let (events, feed) = AsyncStream<Event>.makeStream()
        let hasSaved = Atomic<Bool>(false)
        // Held until the end: each host that comes and goes finds the database running.
        let cluster: PrivateCluster
        do { cluster = try await PrivateCluster.start(dataDirectory: workshop.data) } catch {
            throw Failure(.unavailable, "the private database cannot be started: \(error)")
        }
        let watch = try SourceWatch(workshop.source) {
            if !hasSaved.exchange(true, ordering: .acquiringAndReleasing) { feed.yield(.saved) }
        }
        let signals = Task {
            await Signals.wait(for: [.sigint, .sigterm])
            feed.yield(.told)
        }
        let outcome: Result<Void, any Error>
        do {
            try await rebuild(feed)
            loop: for await event in events {
                switch event {
                case .told: break loop
                case .ended(let number, let status): try await crashed(number, status, feed)
                case .saved:
                    // An editor writes several files at once.
                    try await Task.sleep(for: .milliseconds(60))
                    hasSaved.store(false, ordering: .releasing)
                    try await rebuild(feed)
                }
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        signals.cancel()
        withExtendedLifetime(watch) {}
        if let host { await host.process.stop() }
        await cluster.stop()
        try outcome.get()
    }

    private mutating func rebuild(_ feed: AsyncStream<Event>.Continuation) async throws {
        Talk.say("dev: building")
        switch try await build.run() {
        case .good(let path, let manifest):
            guard path != served || host == nil else {
                tell(nil)
                return Talk.say("dev: nothing has changed")
            }
            Talk.say("dev: \(manifest.id) \(manifest.version) is accepted")
            served = path
            try await serve(path, notice: nil, feed)
            workshop.forget(allBut: path)
        case .bad(let content):
            Talk.say("dev: \(content.summary)")
            if host == nil { try await serve(nil, notice: content, feed) } else { tell(content) }
        }
    }

    /// Ends the host that is there and starts another.
    private mutating func serve(_ bundle: String?, notice: DevelopmentNotice.Content?, _ feed: AsyncStream<Event>.Continuation) async throws
    {
        if let before = host {
            host = nil
            await before.process.stop()
        }
        try workshop.configure(bundle: bundle, pluginId: pluginId, settings: settings, networks: networks, others: others)
        started += 1
        let number = started
        var command = [
            "/proc/self/exe".resolvedLink, "dev-host", pluginId, "--config", workshop.configuration, "--data", workshop.data, "--listen",
            listen,
            "--logins", workshop.logins, "--notice", workshop.notice,
        ]
        if number > 1 { command.append("--again") }
        let process = try SpawnedProcess(command, folder: "/")
        host = (number, process)
        if let notice { tell(notice) }
        Task {
            let status = await process.end()
            feed.yield(.ended(number: number, status: status))
        }
    }

    /// A host that ended by itself: the plugin took it along, or it could not start.
    private mutating func crashed(_ number: Int, _ status: Int32, _ feed: AsyncStream<Event>.Continuation) async throws {
        guard let host, host.number == number else { return }
        self.host = nil
        let output = host.process.output
        let content = DevelopmentNotice.Content(
            heading: "The host ended: \(PluginBuild.words(status))", faults: CompilerOutput.faults(in: output),
            output: String(output.suffix(4_000)))
        Talk.say("dev: \(content.heading); it is started without the plugin until the next build")
        // What cannot even start without the plugin is not the plugin's doing.
        guard served != nil else { throw Failure(.failed, content.heading) }
        served = nil
        try await serve(nil, notice: content, feed)
    }

    private func tell(_ content: DevelopmentNotice.Content?) {
        guard let data = try? JSONEncoder().encode(content) else { return }
        host?.process.tell(String(decoding: data, as: UTF8.self))
    }
}
