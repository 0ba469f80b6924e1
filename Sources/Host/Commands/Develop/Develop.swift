import ArgumentParser
import Foundation
import HostPlugins
import UnixSignals

/// `hashinsight dev`: a plugin under development, built anew and served on every save.
struct Develop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev", abstract: "Serve a plugin while it is being written: rebuilt, checked and reloaded on every save.")

    @Argument(help: ArgumentHelp("The plugin's source folder.", valueName: "folder")) var source = "."
    @Option(help: ArgumentHelp("Address and port for HTTP.", valueName: "host:port")) var listen = "127.0.0.1:5000"
    @Option(help: ArgumentHelp("What builds the bundle, in the source folder.", valueName: "command")) var build = "make"
    @Option(help: ArgumentHelp("The bundle that is built; build/*.plugin if none is given.", valueName: "folder")) var bundle: String?
    @Option(help: ArgumentHelp("Settings of the instances.", valueName: "json")) var settings = "{}"
    @Option(help: ArgumentHelp("A device network of the instances; may be repeated.", valueName: "cidr")) var network: [String] = []
    @OptionGroup var beside: PluginsBeside
    @Option(help: ArgumentHelp("Private database and builds; .dev in the source folder if none is given.", valueName: "folder")) var data:
        String?

    func run() async throws {
        try await Failure.exiting {
            _ = try ListenAddress(listen)
            let source = URL(fileURLWithPath: source).standardizedFileURL.path
            let workshop = Workshop(
                source: source, folder: data.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? source + "/.dev")
            guard let pluginId = workshop.pluginId else {
                throw Failure(.wrongInput, "\(source)/plugin.yaml is not there or has no id: expected a plugin's source folder")
            }
            let parsed: JSONValue
            do { parsed = try JSONValue.parse(settings.utf8) } catch { throw Failure(.wrongInput, "--settings: \(error)") }
            let others = try beside.bundles()
            guard !others.contains(where: { $0.manifest.id == pluginId }) else {
                throw Failure(.wrongInput, "--with is for other plugins; \(pluginId) is the one under development")
            }
            // A child that has gone is told by its end, not by a signal to us.
            signal(SIGPIPE, SIG_IGN)
            try workshop.prepare()
            var session = DevelopSession(
                workshop: workshop, pluginId: pluginId, listen: listen, settings: parsed, networks: network, others: others,
                build: PluginBuild(workshop: workshop, command: build, bundle: bundle))
            try await session.run()
        }
    }
}
