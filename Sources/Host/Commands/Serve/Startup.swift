import Foundation
import HostData
import HostOperate
import HostPlugins
import HostTenancy
import Logging
import PostgresClient

/// Brings the host up behind its web server: schema, tenants, plugins, jobs; tried again until the database is there.
struct Startup: Sendable {
    let parts: HostParts
    let file: TenantsFile
    let demoLogins: String?

    /// Returns when the task is cancelled; until then the scheduler runs in it.
    func run() async {
        guard await untilDone("the host's schema and tenants", tenants) else { return }
        await plugins(file.plugins)
        // Before anything follows: ready means that the instances serve, and no run is claimed for one that is still being made.
        await parts.plugins.apply(parts.directory.snapshot)
        follow()
        parts.relay.start()
        parts.feed.start()
        let schedules = Schedules(parts: parts)
        parts.health.set("plugins", pluginHealth())
        await withTaskGroup { group in
            group.addTask { await schedules.keep() }
            group.addTask { await parts.scheduler.run() }
        }
    }

    private func tenants() async throws {
        try await HostMigrator(pool: parts.connection.database.host).migrate()
        let report = try await parts.apply.apply(file)
        for change in report.changes { parts.logger.info("configuration: \(change)") }
        for kept in report.kept { parts.logger.info("configuration: \(kept)") }
        try await parts.directory.refresh()
        if let demoLogins { try await DemoLogins(members: parts.members, path: demoLogins).write() }
    }

    /// Each bundle for itself: one that is broken is told and left out, the others are served.
    func plugins(_ entries: [TenantsFile.PluginEntry]) async {
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent()
        var runnable: [RunnablePlugin] = []
        for entry in entries {
            guard entry.isolation == .host else {
                parts.logger.error(
                    "a plugin is left out: there are no workers yet, and the host's process is not what its isolation asks for",
                    metadata: ["plugin": "\(entry.id)"])
                continue
            }
            let path = URL(fileURLWithPath: entry.path, relativeTo: folder).standardizedFileURL.path
            do {
                let bundle = try BundleReader.read(path)
                guard bundle.manifest.id == entry.id else {
                    parts.logger.error(
                        "the bundle \(path) holds the plugin '\(bundle.manifest.id)', the configuration calls it '\(entry.id)'")
                    continue
                }
                let installed = await untilDone("the schema of \(entry.id)") {
                    let schema = PluginSchema(bundle: bundle, password: { parts.connection.database.passwords.password(role: $0) })
                    _ = try await parts.connection.database.host.withSession { session in
                        try await schema.install(session, now: Int(Date().timeIntervalSince1970))
                    }
                }
                if installed { runnable.append(RunnablePlugin(bundle: bundle, operatorsLimits: entry.quotas)) }
            } catch {
                parts.logger.error("a plugin is left out", metadata: ["plugin": "\(entry.id)", "error": "\(error)"])
            }
        }
        await parts.plugins.load(runnable)
    }

    private func follow() {
        parts.directory.follow(parts.feed)
        parts.identity.follow(parts.feed)
        parts.plugins.follow(parts.directory)
        ToggleNews(events: parts.events).follow(parts.directory)
    }

    func pluginHealth() -> ComponentHealth {
        let missing = file.plugins.map(\.id).filter { id in !parts.plugins.plugins.contains { $0.id == id } }
        return missing.isEmpty ? .up : .degraded(reason: "left out: \(missing.joined(separator: ", "))")
    }

    /// Tries until it works, with growing pauses while the database is away.
    /// - Returns: False if it can never work, or the host stops.
    private func untilDone(_ what: String, _ body: @Sendable () async throws -> Void) async -> Bool {
        var pause = Duration.milliseconds(200)
        while !Task.isCancelled {
            do {
                try await body()
                parts.health.clear(what)
                return true
            } catch let error as PostgresError where error.isOutage {
                parts.logger.warning("\(what): waiting for the database", metadata: ["error": "\(error)"])
            } catch is CancellationError {
                return false
            } catch {
                guard !Task.isCancelled else { return false }
                parts.logger.error("\(what): cannot be made", metadata: ["error": "\(error)"])
                parts.health.set(what, .down(reason: "cannot be made; see the log"))
                // What the bundle or the database itself is wrong in stays wrong; anything else may pass.
                if error is VettingError || error is SchemaError || error is HostMigrationError || error is TenantsFileError {
                    return false
                }
                pause = .seconds(5)
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(5))
        }
        return false
    }
}

extension PostgresError {
    /// Whether the database is away for now, rather than refusing what was asked.
    fileprivate var isOutage: Bool {
        switch code {
        case .connection, .timeout, .poolExhausted: true
        default: sqlState.map { $0.hasPrefix("08") || $0.hasPrefix("57P") || $0.hasPrefix("53") } ?? false
        }
    }
}
