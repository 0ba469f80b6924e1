import ArgumentParser
import HostTenancy
import Logging

/// `hashinsight plugins enable`: running hosts serve it at once.
struct PluginsEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Switch a plugin on for a tenant.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var target: SwitchTarget

    func run() async throws { try await target.set(true, host, output) }
}

/// `hashinsight plugins disable`: requests get 404 at once, what runs ends, data stays.
struct PluginsDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "disable", abstract: "Switch a plugin off for a tenant; its data stays.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var target: SwitchTarget

    func run() async throws { try await target.set(false, host, output) }
}

/// Which switch.
struct SwitchTarget: ParsableArguments {
    @Argument(help: "Such as hosting.") var plugin: String
    @Option(help: "The tenant's id.") var tenant: String

    private struct Report: Encodable {
        let tenant: String
        let plugin: String
        let enabled: Bool
        let changed: Bool
    }

    func set(_ isEnabled: Bool, _ host: HostOptions, _ output: OutputOptions) async throws {
        try await Failure.exiting {
            let file = try TenantsFile.forCommand(host.config)
            guard file.plugins.contains(where: { $0.id == plugin }) else {
                let known = file.plugins.map(\.id).joined(separator: ", ")
                throw Failure(.wrongInput, "\(host.config) has no plugin '\(plugin)'; it has: \(known)")
            }
            let result = try await HostConnection.with(host) { connection in
                let directory = TenantDirectory(database: connection.database, logger: Logger(label: "toggle"))
                do throws(ToggleError) {
                    return try await PluginToggle(database: connection.database, directory: directory)
                        .set(tenant: tenant, plugin: plugin, isEnabled: isEnabled, origin: .commandLine)
                } catch {
                    throw Failure(error.code == .unavailable ? .unavailable : .wrongInput, error.message)
                }
            }
            let report = Report(tenant: tenant, plugin: plugin, enabled: result.isEnabled, changed: result.hasChanged)
            if output.json { return try Talk.result(json: report) }
            Talk.result("\(plugin) is \(result.isEnabled ? "on" : "off") for \(tenant)\(result.hasChanged ? "" : " (as before)")")
        }
    }
}
