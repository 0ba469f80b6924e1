import ArgumentParser

/// Other plugins that every tenant of a private host has too.
struct PluginsBeside: ParsableArguments {
    @Option(
        name: .customLong("with"),
        help: ArgumentHelp(
            "Give every tenant this plugin too: the bundle may read its tables and hear its events. Repeatable.", valueName: "bundle"))
    var paths: [String] = []

    /// The bundles, in order.
    /// - Throws: ``Failure`` if one is refused.
    func bundles() throws -> [AcceptedBundle] { try paths.map { try AcceptedBundle($0) } }
}
