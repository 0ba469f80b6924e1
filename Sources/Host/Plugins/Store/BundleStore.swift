package import HostData
package import PostgresClient

/// The bundles of the installation: in the database for every host, as verified copies in this host's data folder.
///
/// What it offers:
/// - ``bundles(plugin:)`` lists what is installed, newest first, and says of each whether it serves; ``serving()`` only those.
/// - ``add(_:manifest:trust:servesIfFirst:origin:)`` stores a bundle that was verified and vetted. It switches nothing on.
/// - ``open(_:policy:)`` verifies an installed bundle again and gives its copy to load from; ``open(path:policy:)`` does the same for a
///   bundle in a folder.
/// - ``serve(_:in:)`` makes another version the serving one, within a transaction of the caller's.
/// - ``remove(plugin:version:origin:)`` removes code; data stays. ``PluginPurge`` removes data.
///
/// Each change tells every host by ``TenancyNotification/bundles(generation:)`` at commit. A table that refers to `app.bundles (plugin,
/// digest)` keeps that version from being removed. Isolation: any; the disk is waited for on threads of its own.
package struct BundleStore: Sendable {
    let pool: PostgresPool
    package let cache: BundleCache

    /// Files travel in parts of this size.
    static let partBytes = 4 * 1_048_576

    /// - Parameter folder: For the copies, such as `DATA/plugins`; made when needed.
    package init(database: Database, folder: String) {
        self.init(pool: database.host, folder: folder)
    }

    init(pool: PostgresPool, folder: String) {
        self.pool = pool
        cache = BundleCache(folder: folder)
    }

    /// What is installed, by plugin, the newest installation first.
    ///
    /// - Parameter plugin: Only of this one; nil for all.
    /// - Throws: `PostgresError`.
    package func bundles(plugin: String? = nil) async throws -> [InstalledBundle] {
        try await pool.withSession { try await Self.bundles(plugin: plugin, in: $0) }
    }

    /// The version of each plugin that serves.
    /// - Throws: `PostgresError`.
    package func serving() async throws -> [InstalledBundle] { try await bundles().filter(\.isServing) }

    /// As ``bundles(plugin:)``, within a transaction of the caller's.
    package static func bundles(plugin: String? = nil, in session: PostgresSession) async throws -> [InstalledBundle] {
        let rows = try await session.query(
            """
            SELECT b.plugin, b.version, b.digest, b.signed_by, b.key_id, b.size_bytes, b.installed_at, b.installed_by, s.digest IS NOT NULL
            FROM app.bundles b LEFT JOIN app.serving_bundles s ON s.plugin = b.plugin AND s.digest = b.digest
            WHERE $1::text IS NULL OR b.plugin = $1::text ORDER BY b.plugin, b.installed_at DESC, b.digest
            """, PostgresValue(plugin))
        return (0..<rows.rowCount).map { row in
            InstalledBundle(
                plugin: rows.text(row: row, column: 0) ?? "", version: rows.text(row: row, column: 1) ?? "",
                digest: rows.text(row: row, column: 2) ?? "", signedBy: rows.text(row: row, column: 3),
                keyId: rows.text(row: row, column: 4), sizeBytes: rows.integer(row: row, column: 5) ?? 0,
                installedAtMicros: rows.timestampMicros(row: row, column: 6) ?? 0, installedBy: rows.text(row: row, column: 7) ?? "",
                isServing: rows.boolean(row: row, column: 8) ?? false)
        }
    }

    /// Makes a version the serving one of its plugin and tells every host at commit. Writes no audit: the caller's action says more.
    ///
    /// - Parameter session: With an open transaction.
    /// - Returns: The generation of the change.
    /// - Throws: `PostgresError`; 23503 if the version was removed meanwhile.
    @discardableResult
    package static func serve(_ bundle: InstalledBundle, in session: PostgresSession) async throws -> Int64 {
        _ = try await session.query(
            """
            INSERT INTO app.serving_bundles (plugin, digest) VALUES ($1::text, $2::text)
            ON CONFLICT (plugin) DO UPDATE SET digest = EXCLUDED.digest, since = now()
            """, .text(bundle.plugin), .text(bundle.digest))
        return try await announce(in: session)
    }

    /// Removes this host's copy of a bundle. A library that is mapped stays usable.
    package func removeCopy(of digest: String) async {
        let cache = cache
        _ = try? await DiskThread.run { cache.remove(digest) }
    }

    /// Removes what earlier writers of copies left behind, and notes which copies are of a release that kept no signatures; call when a host
    /// starts.
    package func removeRemains() async {
        let cache = cache
        _ = try? await DiskThread.run {
            cache.removeRemains()
            cache.noteFormerCopies()
        }
    }

    /// Tells every host at commit that something about bundles changed.
    @discardableResult
    package static func announce(in session: PostgresSession) async throws -> Int64 {
        try await session.query("SELECT app.bundles_changed()").integer(row: 0, column: 0) ?? 0
    }

    /// One at a time installs or removes; held until the transaction ends.
    static func lock(in session: PostgresSession) async throws {
        _ = try await session.query("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('hashinsight bundles', 0))")
    }
}
