import Foundation
import HostData
import HostOperate
import HostPlugins
import HostTenancy
import Logging

/// Brings the host up behind its web server: schema, tenants, plugins, jobs; tried again until the database is there.
struct Startup: Sendable {
    let parts: HostParts
    let file: TenantsFile
    let demoLogins: String?
    let loader: PluginLoader

    /// Returns when the task is cancelled; until then the scheduler runs in it.
    func run() async {
        // A wrong password is told now, not when a plugin looks for its first value.
        Task { [cache = parts.cache] in await cache.check() }
        guard await Persistence(parts: parts).untilDone("the host's schema and tenants", tenants) else { return }
        // Who has what where is known before anything is loaded: a library that only workers run stays out of this process.
        await parts.plugins.apply(parts.directory.snapshot)
        await loader.start()
        // Before anything follows: ready means that the instances serve, and no run is claimed for one that is still being made.
        await parts.plugins.apply(parts.directory.snapshot)
        follow()
        parts.relay.start()
        let news = RolloutNews(events: parts.events, store: parts.rollouts.service.store)
        news.follow(parts.feed)
        parts.feed.start()
        let schedules = Schedules(parts: parts)
        parts.health.set("plugins", loader.health)
        await withTaskGroup { group in
            group.addTask { await parts.plugins.prepareWorkers() }
            group.addTask { await schedules.keep() }
            group.addTask { await loader.run() }
            group.addTask { await parts.rollouts.run { await schedules.declare() } }
            group.addTask { await news.run() }
            group.addTask { await parts.scheduler.run() }
            group.addTask { await parts.databaseWatch.run() }
            group.addTask { await parts.plugins.keepStorageMeasured() }
            if let notary = parts.notary {
                group.addTask { await notary.run() }
                group.addTask { await NotaryNews(events: parts.events, notary: notary).run() }
            }
            if let pinner = parts.pinner { group.addTask { await pinner.run() } }
            group.addTask { await parts.plugins.keepUsageRecorded(host: HostName.current) }
        }
    }

    private func tenants() async throws {
        try await HostMigrator(pool: parts.connection.database.host).migrate()
        let report = try await parts.apply.apply(file)
        for change in report.changes { parts.logger.info("configuration: \(change)") }
        for kept in report.kept { parts.logger.info("configuration: \(kept)") }
        try await parts.directory.refresh()
        if let missing = try await PluginSchema.missingDiskLimit(parts.connection.database.host) { parts.logger.warning("\(missing)") }
        if let demoLogins { try await DemoLogins(members: parts.members, path: demoLogins).write() }
    }

    private func follow() {
        parts.directory.follow(parts.feed)
        parts.identity.follow(parts.feed)
        parts.plugins.follow(parts.directory)
        loader.follow(parts.feed)
        parts.rollouts.follow(parts.feed)
        ToggleNews(events: parts.events).follow(parts.directory, parts.plugins)
        ParkedWorkers(database: parts.connection.database, directory: parts.directory, logger: parts.logger).follow(parts.plugins)
        DemotedInstances(
            service: InstanceDemotions(database: parts.connection.database, directory: parts.directory), hostName: HostName.current,
            logger: parts.logger
        ).follow(parts.plugins)
    }
}
