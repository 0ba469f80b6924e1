import HostData
import HostPlugins
import HostTenancy

/// Tables of others that plugins can do without.
extension PluginsList {
    /// What the versions that serve do without, each table with why, by the version's digest. A bundle that cannot be read has none here: its row
    /// says what is wrong with it.
    static func lacking(_ file: TenantsFile, _ connection: HostConnection) async throws -> [String: [String: String]] {
        let known = KnownPlugins(file: file, connection)
        let plugins = Set(file.plugins.map(\.id)).union(try await known.store.serving().map(\.plugin))
        var lacking: [String: [String: String]] = [:]
        for plugin in plugins.sorted() {
            guard let bundle = try? await known.bundle(of: plugin) else { continue }
            let tables = try await connection.database.host.withSession { try await PluginSchema.lacking(bundle.manifest, $0) }
            lacking[bundle.digest] = Dictionary(uniqueKeysWithValues: tables.map { ("\($0.key)", $0.value) })
        }
        return lacking
    }

    /// A line for each reason, with the tables that it keeps away.
    static func lines(lacks: [String: String]) -> [String] {
        Dictionary(grouping: lacks.keys) { lacks[$0] ?? "" }.sorted { $0.key < $1.key }.map { reason, tables in
            "does without \(tables.sorted().joined(separator: ", ")): \(reason)"
        }
    }
}
