import HostPlugins
import HostTenancy

/// Where the bundle of a plugin comes from on this host.
struct PluginSource: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        /// Absolute path.
        case folder(String)
        case installed(InstalledBundle)

        var isFolder: Bool { if case .folder = self { true } else { false } }
    }

    let id: String
    let place: Place
    /// Its entry in tenants.yaml; an installed plugin needs none.
    let entry: TenantsFile.PluginEntry?

    /// Every plugin that this host should load. Pure.
    ///
    /// The version that serves by the database comes first, then the folder that the file names; a plugin that is installed and not
    /// listed is loaded too.
    /// - Parameter absolute: The absolute path for one in the file.
    /// - Returns: Also the plugins that are listed without a path and not installed.
    static func all(
        _ file: TenantsFile, serving: [InstalledBundle], absolute: (String) -> String
    ) -> (sources: [PluginSource], missing: [String]) {
        let installed = Dictionary(serving.map { ($0.plugin, $0) }, uniquingKeysWith: { first, _ in first })
        var sources: [PluginSource] = []
        var missing: [String] = []
        for entry in file.plugins {
            if let bundle = installed[entry.id] {
                sources.append(PluginSource(id: entry.id, place: .installed(bundle), entry: entry))
            } else if let path = entry.path {
                sources.append(PluginSource(id: entry.id, place: .folder(absolute(path)), entry: entry))
            } else {
                missing.append(entry.id)
            }
        }
        let listed = Set(file.plugins.map(\.id))
        for bundle in serving where !listed.contains(bundle.plugin) {
            sources.append(PluginSource(id: bundle.plugin, place: .installed(bundle), entry: nil))
        }
        return (sources, missing)
    }
}
