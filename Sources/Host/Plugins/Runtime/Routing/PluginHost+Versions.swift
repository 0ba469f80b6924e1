import HostData
package import HostTenancy
import PostgresClient

/// Several versions of one plugin side by side.
extension PluginHost {
    /// Says who runs which version, by plugin: instances of the other version are made, take over one by one, and the old ones finish
    /// what they began. One that cannot be made leaves the old one serving, and is tried again.
    ///
    /// - Returns: What goes on: each ends when its instance serves or has failed.
    @discardableResult
    package func choose(_ choices: [String: VersionChoice]) -> [Task<Void, Never>] {
        // To begin without a choice would act on tenants and consents that the host may not have heard of yet.
        guard !choices.isEmpty else { return [] }
        state.withLock { state in for (plugin, choice) in choices { state.plugins[plugin]?.choice = choice } }
        return begin(nil)
    }

    /// Makes no instance of a version until ``release(_:)``: its tables are not there yet. An older version serves on where it runs.
    ///
    /// - Parameter standing: How the plugin stands meanwhile, for people; it follows what the version waits for.
    package func hold(_ digest: String, standing: String) {
        state.withLock { $0.held[digest] = standing }
        _ = begin(nil)
    }

    /// The version of a plugin that is held, if there is one: consent is asked for what it wants.
    package func held(_ plugin: String) -> LoadedPlugin? {
        state.withLock { state in state.plugins[plugin]?.loaded.values.first { state.held[$0.digest] != nil } }
    }

    /// Lets instances of a version be made; ``choose(_:)`` begins.
    package func release(_ digest: String) { state.withLock { $0.held[digest] = nil } }

    /// Whether a version of a plugin is loaded.
    package func hasLoaded(_ plugin: String, digest: String) -> Bool {
        state.withLock { $0.plugins[plugin]?.loaded[digest] != nil }
    }

    /// Why a further version of a plugin could not be loaded beside the others.
    package func loadFailure(digest: String) -> PluginRuntimeError? { state.withLock { $0.versionFailures[digest] } }

    /// Every version of every plugin that is loaded, retired ones too.
    package var allVersions: [LoadedPlugin] {
        state.withLock { $0.plugins.values.flatMap(\.loaded.values) }.sorted { ($0.id, $0.digest) < ($1.id, $1.digest) }
    }

    /// All loaded versions of a plugin; first the one that runs where no other was given.
    package func versions(of plugin: String) -> [LoadedPlugin] {
        state.withLock { state in
            guard let versions = state.plugins[plugin] else { return [] }
            let main = versions.main
            return [main] + versions.loaded.values.filter { $0.digest != main.digest }.sorted { $0.digest < $1.digest }
        }
    }

    /// The versions of a plugin that tenants are given: one, or two while an upgrade is under way.
    func versionsInForce(of plugin: String) -> [LoadedPlugin] {
        state.withLock { state in state.plugins[plugin].map { [$0.main, $0.newer].compactMap(\.self) } ?? [] }
    }

    /// The versions whose tables are kept, by id: while two run, the newer one's, which are the older one's and more. What is held has none yet.
    package var newestVersions: [LoadedPlugin] {
        state.withLock { state in
            state.plugins.values.compactMap { versions in
                [versions.newer, versions.main].compactMap(\.self).first { state.held[$0.digest] == nil }
            }
        }.sorted { $0.id < $1.id }
    }

    /// The version that a tenant is given on this host; nil if the plugin is not loaded.
    package func version(of plugin: String, for tenant: Tenant) -> LoadedPlugin? {
        state.withLock { state in
            guard let versions = state.plugins[plugin] else { return nil }
            return versions.loaded[versions.digest(wanted: versions.choice.digest(for: tenant))]
        }
    }

    /// The version that answers a tenant now, or would; nil if the plugin is not loaded.
    package func version(of plugin: String, tenant id: String) -> String? {
        guard let tenant = state.withLock({ $0.snapshot.tenant(id: id) }) else { return nil }
        let serving = routes.instance(tenantKey: tenant.key.rawValue, plugin: plugin)?.plugin
        return (serving ?? version(of: plugin, for: tenant)).map { "\($0.source.manifest.version)" }
    }

    /// Finds the route for a tenant and keeps its instance open until the call has begun, so that no call falls between two instances.
    package func match(method: String, path: String, tenantKey: Int64) -> (match: RouteTable.Match, hold: InstanceHold?) {
        while true {
            let match = routes.match(method: method, path: path, tenantKey: tenantKey)
            guard case .found(let target) = match else { return (match, nil) }
            // An instance begins to end only after the table without it is in force: the next look finds its successor or none.
            if let hold = target.instance.hold() { return (match, hold) }
        }
    }

    /// A tenant's instance, kept open until a call has begun; nil if none is served.
    func hold(tenantKey: Int64, plugin: String) -> InstanceHold? {
        while let instance = routes.instance(tenantKey: tenantKey, plugin: plugin) {
            if let hold = instance.hold() { return hold }
        }
        return nil
    }

    /// How a version is doing on this host.
    package func standing(of plugin: String, digest: String) -> VersionStanding {
        state.withLock { state in
            let attempts = state.attempts.filter { $0.value.order.plugin == plugin && $0.value.order.version == digest }
            let worst = attempts.values.max { $0.failures < $1.failures }
            // Where nothing serves there is nobody to bring over: what such an instance lacks is told where it is looked at.
            let replacing = attempts.filter { state.running[$0.key].map { $0.order.version != digest } ?? false }.values
            let counters = state.plugins[plugin]?.loaded[digest]?.counters
            return VersionStanding(
                serving: state.running.values.count { $0.order.plugin == plugin && $0.order.version == digest },
                ending: state.draining.values.count { $0.instance.plugin.id == plugin && $0.instance.plugin.digest == digest },
                waiting: replacing.count, note: (replacing.filter { $0.reason != nil }.max { $0.failures < $1.failures })?.reason,
                failures: worst?.failures ?? 0, reason: worst?.reason,
                calls: counters.map { max(0, $0.tally.calls - $0.givenUp.load(ordering: .relaxed)) } ?? 0,
                faults: counters?.faults.load(ordering: .relaxed) ?? 0,
                crashes: counters?.crashes.load(ordering: .relaxed) ?? 0)
        }
    }

    /// Tells which of the tables that a plugin can do without it lacks from now on: statements that read them are refused.
    func setLacking(_ tables: Set<TableGrant>, of plugin: String) { lackingTables.set(tables, of: plugin) }

    /// Prepares the statements of a version that comes beside another, before anybody is routed to it: one that the server refuses is told
    /// while the old version still serves.
    func warm(_ plugin: LoadedPlugin) async throws(PluginRuntimeError) {
        let isMain = state.withLock { $0.plugins[plugin.id]?.choice.base == plugin.digest }
        guard !isMain, !plugin.source.statements.isEmpty, !plugin.isWarm.load(ordering: .acquiring) else { return }
        do {
            try await database.runtimePool(plugin: plugin.id).withSession { session in
                let reads = OptionalReads(plugin: plugin.id, tables: plugin.source.optionalReads, lacking: lackingTables)
                for (number, statement) in plugin.source.statements.enumerated() where reads.refusal(of: number) == nil {
                    do { let _: StatementDescription = try await session.describe(statement.sql) } catch {
                        throw PluginRuntimeError(
                            .createFailed,
                            "\(plugin.id) \(plugin.source.manifest.version): the statement \(statement.path) cannot be prepared: \(error)")
                    }
                }
            }
        } catch let error as PluginRuntimeError {
            throw error
        } catch {
            throw PluginRuntimeError(
                .createFailed, "\(plugin.id) \(plugin.source.manifest.version): its statements cannot be prepared: \(error)")
        }
        plugin.isWarm.store(true, ordering: .releasing)
    }
}
