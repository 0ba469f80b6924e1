import Mustache
import NIOPosix
import Synchronization

/// What a bundle brings to pages: templates, catalogues, static files.
struct PluginAssets: Sendable {
    let templates: MustacheLibrary
    let catalogues: [String: Catalogue]
    let files: [String: StaticFile]

    /// Reads the disk: not for an event loop.
    init(bundleDirectory: String, hostCatalogues: [String: Catalogue]) throws {
        templates = try TemplateFolder.load(bundleDirectory + "/pages")
        catalogues = try CatalogueFolder.load(bundleDirectory + "/locales", fallback: hostCatalogues)
        files = StaticFolder.load(bundleDirectory + "/static").files
    }
}

/// Bundles' assets, read on first use, by version and folder. Any thread.
final class PluginAssetStore: Sendable {
    private let cache = Mutex<[String: PluginAssets]>([:])
    private let hostCatalogues: [String: Catalogue]
    private let reloads: Bool

    init(hostCatalogues: [String: Catalogue], reloads: Bool) {
        self.hostCatalogues = hostCatalogues
        self.reloads = reloads
    }

    /// - Throws: `CatalogueError` if a file of the bundle is broken.
    func assets(of plugin: PluginDescription) async throws -> PluginAssets {
        if let known = cached(plugin) { return known }
        let made = try await NIOThreadPool.singleton.runIfActive { [hostCatalogues] in
            try PluginAssets(bundleDirectory: plugin.bundleDirectory, hostCatalogues: hostCatalogues)
        }
        cache.withLock { $0[Self.key(plugin)] = made }
        return made
    }

    /// What was read before; nil if nothing was, or if files are read again each time.
    func cached(_ plugin: PluginDescription) -> PluginAssets? {
        reloads ? nil : cache.withLock { $0[Self.key(plugin)] }
    }

    private static func key(_ plugin: PluginDescription) -> String { "\(plugin.id)@\(plugin.version)@\(plugin.bundleDirectory)" }
}
