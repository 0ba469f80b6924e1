/// The versions of one plugin that this process has loaded, and who runs which. An image is never unloaded, so the set only grows.
struct LoadedVersions {
    /// By digest.
    private(set) var loaded: [String: LoadedPlugin] = [:]
    var choice: VersionChoice

    init(_ first: LoadedPlugin) {
        loaded = [first.digest: first]
        choice = VersionChoice(base: first.digest)
    }

    /// A version that is loaded already stays as it is.
    mutating func add(_ plugin: LoadedPlugin) { if loaded[plugin.digest] == nil { loaded[plugin.digest] = plugin } }

    /// What this host runs for those whom no other version was given.
    var main: LoadedPlugin {
        // There always is a first one.
        loaded[choice.base] ?? newer ?? loaded.min { $0.key < $1.key }!.value
    }

    /// What goes to a part of the tenants while an upgrade is under way, if this host has it.
    var newer: LoadedPlugin? { choice.newer.flatMap { loaded[$0.digest] } }

    /// The version that a tenant should run, or the main one if this host does not have it.
    func digest(wanted: String) -> String { loaded[wanted] == nil ? main.digest : wanted }
}
