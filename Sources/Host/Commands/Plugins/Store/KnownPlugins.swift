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
        if let serving = try await store.serving().first(where: { $0.plugin == plugin }) {
            // Only read: whose signature it has is looked at by the hosts that load it.
            return try await store.open(serving, policy: file.bundlePolicy(develops: true)).bundle
        }
        return try file.plugins.first { $0.id == plugin }?.path.map { try BundleReader.read(file.absolute($0)) }
    }
}
