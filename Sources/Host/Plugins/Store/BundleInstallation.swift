import Foundation
package import HostData
package import HostTenancy
import PostgresClient

/// Installing: what can go wrong with a bundle is found out before any host hears of it.
package struct BundleInstallation: Sendable {
    let database: Database
    let store: BundleStore
    private let libraryFault: @Sendable (PluginBundle) async -> String?

    /// - Parameter libraryFault: Loads a bundle's library and says what of it does not fit the contract, or nil. It runs the library's
    ///   constructors before anybody consented, so it must do that in a worker's confinement.
    package init(database: Database, store: BundleStore, libraryFault: @escaping @Sendable (PluginBundle) async -> String?) {
        self.database = database
        self.store = store
        self.libraryFault = libraryFault
    }

    /// Has the library of a verified and vetted bundle loaded once, makes the schema of a plugin that is new here, and stores the bundle.
    ///
    /// - Parameters:
    ///   - isServedFromFolder: Hosts are told to load a folder: the new version is put beside that one.
    /// - Throws: `BundleError`, `VettingError`, `SchemaError`, ``BundleStoreError``;
    ///   `PostgresError`.
    package func install(
        _ contents: BundleContents, trust: BundleTrust, isServedFromFolder: Bool, origin: ChangeOrigin
    ) async throws -> BundleStore.Addition {
        let cache = store.cache
        let bundle = try await DiskThread.run {
            // From the copy on, nobody but the host writes these files.
            try BundleReader.read(contents, directory: try cache.place(contents).directory)
        }
        let known = try await store.bundles(plugin: bundle.manifest.id)
        try BundleStore.checkVersion(bundle.manifest, digest: contents.digest, known)
        if let fault = await libraryFault(bundle) {
            throw BundleError(directory: bundle.directory, issues: [BundleIssue(path: bundle.manifest.library, message: fault)])
        }
        let servesAtOnce = !isServedFromFolder && !known.contains(where: \.isServing)
        if servesAtOnce {
            let schema = PluginSchema(bundle: bundle, password: { [database] in database.passwords.password(role: $0) })
            _ = try await database.host.withSession { session in
                try await schema.install(session, now: Int(Date().timeIntervalSince1970))
            }
        }
        return try await store.add(contents, manifest: bundle.manifest, trust: trust, servesIfFirst: servesAtOnce, origin: origin)
    }
}
