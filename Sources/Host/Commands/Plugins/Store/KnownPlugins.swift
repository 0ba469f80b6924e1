import HostPlugins
import HostTenancy

/// The plugins of the installation, for a command: those of the configuration and those that are installed.
struct KnownPlugins: Sendable {
    let file: TenantsFile
    let store: BundleStore

    init(file: TenantsFile, _ connection: HostConnection) {
        self.file = file
        store = BundleStore(database: connection.database, folder: connection.pluginsFolder)
    }

    /// - Throws: ``Failure`` if neither the configuration nor the installed bundles have the plugin.
    func require(_ plugin: String) async throws {
        let serving = try await Failure.ofBundles { try await store.serving() }
        let names = Set(file.plugins.filter { $0.path != nil }.map(\.id)).union(serving.map(\.plugin))
        guard !names.contains(plugin) else { return }
        let known = names.isEmpty ? "none" : names.sorted().joined(separator: ", ")
        throw Failure(.wrongInput, "there is no plugin '\(plugin)', neither in \(file.path) nor installed; there are: \(known)")
    }

    /// The bundle that serves, read without running its code; nil if there is none.
    /// - Throws: `BundleError`, `BundleStoreError`, `PostgresError`.
    func bundle(of plugin: String) async throws -> PluginBundle? {
        if let serving = try await store.serving().first(where: { $0.plugin == plugin }) { return try await open(serving) }
        return try file.plugins.first { $0.id == plugin }?.path.map { try BundleReader.read(file.absolute($0)) }
    }

    /// The bundle of an installed version, whether it serves or not.
    /// - Throws: ``Failure``, also if that version is not installed.
    func bundle(of plugin: String, version: String) async throws -> PluginBundle {
        try await Failure.ofBundles {
            let installed = try await store.bundles(plugin: plugin)
            guard let found = installed.first(where: { $0.version == version }) else {
                let known = installed.isEmpty ? "none" : installed.map(\.version).joined(separator: ", ")
                throw Failure(.wrongInput, "\(plugin) \(version) is not installed; there are: \(known)")
            }
            return try await open(found)
        }
    }

    /// The manifest that serves, then those of the other installed versions; what cannot be read is left out.
    func manifests(of plugin: String) async -> [Manifest] {
        var manifests = [try? await bundle(of: plugin)?.manifest].compactMap(\.self)
        for staged in (try? await store.bundles(plugin: plugin)) ?? [] where !staged.isServing {
            if let manifest = try? await open(staged).manifest { manifests.append(manifest) }
        }
        return manifests
    }

    /// Only to be read: whose signature it has is looked at by the hosts that load it.
    private func open(_ installed: InstalledBundle) async throws -> PluginBundle {
        try await store.open(installed, policy: file.bundlePolicy(develops: true)).bundle
    }
}
