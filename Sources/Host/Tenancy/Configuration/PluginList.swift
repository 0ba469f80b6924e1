/// The plugins that a running host was told to load, and what a newer list means for it. Pure.
///
/// A library is never unloaded, so a list can only grow while the host runs.
package struct PluginList: Sendable {
    /// What follows from a newer list.
    package struct Change: Sendable {
        /// To be loaded now.
        package let added: [TenantsFile.PluginEntry]
        /// What stays as it was until the host starts again, by plugin id, and why.
        package let needsRestart: [(plugin: String, reason: String)]
    }

    private var entries: [String: TenantsFile.PluginEntry]

    package init(_ entries: [TenantsFile.PluginEntry]) {
        self.entries = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Takes the newer list in.
    ///
    /// - Parameter isFailed: Whether a plugin's library was tried and refused.
    package mutating func follow(_ newer: [TenantsFile.PluginEntry], isFailed: (String) -> Bool = { _ in false }) -> Change {
        var added: [TenantsFile.PluginEntry] = []
        var needsRestart: [(plugin: String, reason: String)] = []
        for entry in newer {
            guard let known = entries[entry.id] else {
                entries[entry.id] = entry
                added.append(entry)
                continue
            }
            if known.path != entry.path {
                needsRestart.append((entry.id, "the bundle's path is \(entry.path ?? "left out") now and was \(known.path ?? "left out")"))
            } else if known.isolation != entry.isolation {
                needsRestart.append((entry.id, "isolation is \(entry.isolation.rawValue) now and was \(known.isolation.rawValue)"))
            } else if known.workers != entry.workers {
                needsRestart.append((entry.id, "workers is \(entry.workers) now and was \(known.workers)"))
            } else if isFailed(entry.id) {
                needsRestart.append((entry.id, "its library was refused, and a library is looked at once"))
            }
        }
        let listed = Set(newer.map(\.id))
        for id in entries.keys.sorted() where !listed.contains(id) {
            needsRestart.append((id, "it is no longer listed; a library that was loaded stays"))
        }
        return Change(added: added, needsRestart: needsRestart)
    }
}
