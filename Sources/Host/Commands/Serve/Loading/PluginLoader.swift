import Foundation
import HostOperate
import HostPlugins
import HostTenancy
import Logging
import PostgresClient
import Synchronization

/// Keeps this host's plugins as tenants.yaml and the installed bundles say: loads what is new, lets go of what was uninstalled.
///
/// Each bundle for itself: one that is broken or not trusted is told and left out, the others are served. Another version of a plugin
/// that is loaded is not its business.
final class PluginLoader: Sendable {
    private let parts: HostParts
    private let develops: Bool
    private let state: Mutex<State>
    private let wishes: AsyncStream<Wish>
    private let wish: AsyncStream<Wish>.Continuation

    private struct State {
        var file: TenantsFile
        /// What was tried last, by plugin.
        var tried: [String: PluginSource] = [:]
        /// Every plugin that should be here.
        var expected: [String] = []
    }

    private enum Wish: Sendable {
        case look
        case follow(TenantsFile)
    }

    /// - Parameter develops: Bundles that nobody has signed are loaded, whatever the file says.
    init(parts: HostParts, file: TenantsFile, develops: Bool) {
        self.parts = parts
        self.develops = develops
        state = Mutex(State(file: file))
        parts.bundlePolicy.set(file.bundlePolicy(develops: develops))
        (wishes, wish) = AsyncStream.makeStream(of: Wish.self)
    }

    /// The configuration in force.
    var file: TenantsFile { state.withLock(\.file) }

    /// Which bundles are accepted now.
    var policy: BundlePolicy { file.bundlePolicy(develops: develops) }

    /// Registers with the feed, so that a bundle that is installed anywhere arrives.
    func follow(_ feed: ChangeFeed) {
        feed.add { [wish] notification in
            switch notification {
            case .bundles, .connected: wish.yield(.look)
            default: break
            }
        }
    }

    /// Takes a newer configuration; what it lists since is loaded soon, and what was left out is tried again.
    func follow(_ file: TenantsFile) { wish.yield(.follow(file)) }

    /// The first time, before anything is served.
    func start() async {
        if policy.isDevelopment {
            parts.logger.warning("development mode: bundles that nobody has signed are loaded; never serve others so")
        }
        await parts.bundles.removeRemains()
        _ = await load(retriesFailed: true)
    }

    /// Returns when the task is cancelled.
    func run() async {
        for await next in wishes {
            var retriesFailed = false
            if case .follow(let file) = next {
                state.withLock { $0.file = file }
                parts.bundlePolicy.set(policy)
                retriesFailed = true
            }
            let hasChanged = await load(retriesFailed: retriesFailed)
            guard hasChanged else { continue }
            await parts.plugins.startLoaded()
            await Schedules(parts: parts).declare()
            parts.health.set("plugins", health)
        }
    }

    var health: ComponentHealth {
        let loaded = Set(parts.plugins.plugins.map(\.id))
        let missing = state.withLock(\.expected).filter { !loaded.contains($0) }
        return missing.isEmpty ? .up : .degraded(reason: "left out: \(missing.joined(separator: ", "))")
    }

    /// - Returns: Whether anything was loaded or let go, or could not be; or its quotas or grants are others.
    private func load(retriesFailed: Bool) async -> Bool {
        let file = self.file
        let found = Mutex<[InstalledBundle]>([])
        let isRead = await Persistence(parts: parts).untilDone("the list of installed bundles") { [bundles = parts.bundles] in
            let serving = try await bundles.serving()
            found.withLock { $0 = serving }
        }
        guard isRead else { return false }
        let hasOtherPolicies = await parts.plugins.setPolicies(file.pluginPolicies)
        let (sources, missing) = PluginSource.all(file, serving: found.withLock(\.self), absolute: file.absolute)
        let before = state.withLock { state in
            defer { state.expected = sources.map(\.id) + missing }
            return (tried: state.tried, expected: state.expected)
        }
        for id in missing where !before.expected.contains(id) {
            parts.logger.error("a plugin is left out: it is listed without a path and not installed", metadata: ["plugin": "\(id)"])
        }
        let loaded = Set(parts.plugins.plugins.map(\.id))
        let gone = await letGo(before.tried, sources, loaded)
        let due = sources.filter { source in
            (!loaded.contains(source.id) || gone.contains(source.id))
                && (retriesFailed || before.tried[source.id]?.place != source.place)
        }
        var runnable: [RunnablePlugin] = []
        var opened: [(source: PluginSource, bundle: OpenedBundle)] = []
        for source in due {
            state.withLock { $0.tried[source.id] = source }
            if let bundle = await open(source) { opened.append((source, bundle)) }
        }
        // Whatever order the configuration lists them in.
        for (source, bundle) in ReadingOrder.sorted(opened, \.bundle.bundle.manifest) { runnable += await prepare(bundle, source) }
        await parts.plugins.load(runnable)
        await parts.rollouts.catchUp()
        await parts.rollouts.settleReads()
        if !runnable.isEmpty {
            parts.logger.info("plugins loaded", metadata: ["plugins": "\(runnable.map(\.id).joined(separator: ", "))"])
        }
        return hasOtherPolicies || !gone.isEmpty || !due.isEmpty || before.expected != sources.map(\.id) + missing
    }

    /// What was uninstalled is enabled for nobody, so nobody misses it. A plugin of a folder stays until the host starts again.
    /// - Returns: What this host no longer has.
    private func letGo(_ tried: [String: PluginSource], _ sources: [PluginSource], _ loaded: Set<String>) async -> Set<String> {
        // A plugin whose folder the file still names is loaded from there again.
        let installed = Set(sources.filter { !$0.place.isFolder }.map(\.id))
        var gone: Set<String> = []
        for (id, source) in tried where !installed.contains(id) {
            guard case .installed(let bundle) = source.place else { continue }
            state.withLock { $0.tried[id] = nil }
            parts.health.clear("the schema of \(id)")
            await parts.bundles.removeCopy(of: bundle.digest)
            guard loaded.contains(id) || parts.plugins.loadFailures[id] != nil else { continue }
            parts.plugins.forget(id)
            gone.insert(id)
            parts.logger.info("a plugin was uninstalled", metadata: ["plugin": "\(id)", "version": "\(bundle.version)"])
        }
        return gone
    }

    /// The bundle of a plugin; nil if it is left out.
    private func open(_ source: PluginSource) async -> OpenedBundle? {
        do {
            guard let opened = try await verified(source) else { return nil }
            guard opened.bundle.manifest.id == source.id else {
                parts.logger.error(
                    "the bundle \(source.place) holds the plugin '\(opened.bundle.manifest.id)', the configuration calls it '\(source.id)'")
                return nil
            }
            tell(opened, source)
            return opened
        } catch {
            parts.logger.error("a plugin is left out", metadata: ["plugin": "\(source.id)", "error": "\(error)"])
            return nil
        }
    }

    /// The versions of a plugin that its rollout needs here, with their schema; none if it is left out.
    private func prepare(_ opened: OpenedBundle, _ source: PluginSource) async -> [RunnablePlugin] {
        guard await consent(to: opened.bundle.manifest, source) else { return [] }
        let versions = Mutex<[RunnablePlugin]>([])
        _ = await Persistence(parts: parts).untilDone("the schema of \(source.id)") { [parts] in
            let ready = try await parts.rollouts.prepare(opened.bundle, keyId: opened.trust.keyId, isFromFile: source.place.isFolder) {
                bundle in
                RunnablePlugin(
                    bundle: bundle, operatorsLimits: source.entry?.quotas ?? [:],
                    isolation: source.entry.map { PluginIsolation(mode: $0.isolation, sharing: $0.workers) } ?? .standard)
            }
            versions.withLock { $0 = ready }
        }
        return versions.withLock(\.self)
    }

    /// The operator's file lists the plugin: that is consent to what it asks for now, if it is the first time. False if the host stops.
    private func consent(to manifest: Manifest, _ source: PluginSource) async -> Bool {
        guard source.entry != nil else { return true }
        let listed = parts.plugins.listedGrants(for: manifest)
        return await Persistence(parts: parts).untilDone("the consent to \(source.id)") { [consents = parts.consents] in
            try await consents.giveListed(
                plugin: manifest.id, version: "\(manifest.version)", items: listed.items, named: listed.named)
        }
    }

    /// Nil if the host stops before the database is there.
    private func verified(_ source: PluginSource) async throws -> OpenedBundle? {
        switch source.place {
        case .folder(let path): return try await parts.bundles.open(path: path, policy: policy)
        case .installed(let bundle):
            while !Task.isCancelled {
                do { return try await parts.bundles.open(bundle, policy: policy) } catch let error as PostgresError where error.isOutage {
                    parts.logger.warning("\(bundle.plugin): waiting for the database", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                }
            }
            return nil
        }
    }

    private func tell(_ opened: OpenedBundle, _ source: PluginSource) {
        if !opened.damage.isEmpty {
            parts.logger.error(
                "this host's copy of a bundle was changed; it was set aside and written anew",
                metadata: ["plugin": "\(source.id)", "files": "\(opened.damage.map(\.description).joined(separator: "; "))"])
        }
        if opened.trust == .unsigned {
            parts.logger.warning(
                "a bundle that nobody has signed is loaded", metadata: ["plugin": "\(source.id)", "digest": "\(opened.bundle.digest)"])
        }
        if case .installed(let bundle) = source.place, let path = source.entry?.path {
            parts.logger.info(
                "an installed version serves; the bundle of the configuration's path is not used",
                metadata: ["plugin": "\(source.id)", "version": "\(bundle.version)", "path": "\(path)"])
        }
    }
}
