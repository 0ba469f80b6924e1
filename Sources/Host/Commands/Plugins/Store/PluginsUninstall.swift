import ArgumentParser
import HostPlugins
import HostTenancy

/// `hashinsight plugins uninstall ID`: removes code from every host. Data and settings stay.
struct PluginsUninstall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Remove a plugin's code; its data stays. Refused while it is enabled for anybody.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Such as hosting.") var plugin: String
    @Option(help: "Only this version; all of them without it.") var version: String?

    private struct Report: Encodable {
        struct Version: Encodable {
            let version: String
            let digest: String
        }

        let plugin: String
        let removed: [Version]
    }

    func run() async throws {
        try await Failure.exiting {
            let removed = try await HostConnection.with(host) { connection in
                try await Failure.ofBundles {
                    let store = BundleStore(database: connection.database, folder: connection.pluginsFolder)
                    let removed = try await store.remove(plugin: plugin, version: version, origin: .commandLine)
                    // The copies that this command or a host of this data folder has made.
                    for bundle in removed { await store.removeCopy(of: bundle.digest) }
                    return removed
                }
            }
            if output.json {
                return try Talk.result(
                    json: Report(plugin: plugin, removed: removed.map { .init(version: $0.version, digest: $0.digest) }))
            }
            Talk.result("removed: \(plugin) \(removed.map(\.version).joined(separator: ", ")); its data stays until `plugins purge`")
        }
    }
}
