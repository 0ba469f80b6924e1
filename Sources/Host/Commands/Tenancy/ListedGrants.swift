import HostData
import HostPlugins
import HostTenancy

/// What the plugins of a configuration may use because they are listed in it: being listed is consent, so it is shown.
struct ListedGrants: Encodable {
    let plugin: String
    let version: String
    /// Canonical texts, sorted: `hashinsight.db/1`.
    let consentsTo: [String]
    /// Limits that the file sets, by name.
    let quotas: [String: Int]

    /// For people.
    var line: String {
        let limits = quotas.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return "\(plugin) \(version): being listed consents to \(consentsTo.isEmpty ? "nothing" : consentsTo.joined(separator: ", "))"
            + (limits.isEmpty ? "" : "; limits: \(limits)")
    }

    /// Of each listed plugin whose bundle can be read at its path; what was consented to before is left out if that is known.
    ///
    /// - Parameter consents: Those that were given, or nil without a database: then as for plugins that are listed for the first time.
    static func read(_ file: TenantsFile, consents: ((String) -> [GrantConsent])? = nil) -> [ListedGrants] {
        file.plugins.compactMap { entry in
            guard let path = entry.path, let manifest = try? BundleReader.read(file.absolute(path)).manifest else { return nil }
            let asked = GrantRequest(manifest)
            let known = consents?(entry.id) ?? []
            let given = known.isEmpty ? asked.restricted(by: entry.grants) : asked.named(in: entry.grants)
            let before = Set((known.last?.items ?? []) + (known.last?.withdrawn ?? []))
            return ListedGrants(
                plugin: entry.id, version: "\(manifest.version)", consentsTo: given.texts.filter { !before.contains($0) },
                quotas: entry.quotas)
        }
    }
}
