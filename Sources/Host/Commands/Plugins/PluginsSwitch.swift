import ArgumentParser
import Foundation
import HostData
import HostPlugins
import HostTenancy
import Logging

/// `hashinsight plugins enable`: says what the plugin asks for, then running hosts serve it at once.
struct PluginsEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Switch a plugin on for a tenant; says first what it may use.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var target: SwitchTarget

    @Flag(name: .shortAndLong, help: "Do not ask. Without a terminal, and with --json, nobody is asked anyway.")
    var yes = false
    @Flag(help: "Consent to what the plugin asks for beyond what was consented to before.")
    var grant = false

    func run() async throws {
        let asks = !yes && !grant && !output.json && isatty(STDIN_FILENO) == 1
        try await target.set(true, host, output, asks: asks, consents: grant)
    }
}

/// `hashinsight plugins disable`: requests get 404 at once, what runs ends, data stays.
struct PluginsDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Switch a plugin off for a tenant; says first what that means. Data stays.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var target: SwitchTarget
    @Flag(name: .shortAndLong, help: "Do not ask. Without a terminal, and with --json, nobody is asked anyway.")
    var yes = false

    func run() async throws { try await target.set(false, host, output, asks: !yes && !output.json && isatty(STDIN_FILENO) == 1) }
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
        let impact: [String]
    }

    /// - Parameters:
    ///   - asks: Whether there is somebody to ask.
    ///   - consents: Consents to what the plugin asks for in addition, without asking.
    func set(
        _ isEnabled: Bool, _ host: HostOptions, _ output: OutputOptions, asks: Bool = false, consents: Bool = false
    ) async throws {
        try await Failure.exiting {
            let file = try TenantsFile.forCommand(host.config)
            let (result, impact) = try await HostConnection.with(host) { connection in
                let known = KnownPlugins(file: file, connection)
                try await known.require(plugin)
                let directory = TenantDirectory(database: connection.database, logger: Logger(label: "toggle"))
                let grants = isEnabled ? try await PluginGrants.read(plugin, known, file, connection.database, directory) : nil
                let impact: [String] =
                    if isEnabled {
                        grants.map { $0.lines + $0.quotaLines(file, directory.snapshot, tenant: tenant) } ?? []
                    } else {
                        try await self.impact(known, connection.database, directory)
                    }
                if !impact.isEmpty, !output.json { Talk.say(impact.joined(separator: "\n")) }
                if asks, !impact.isEmpty, !Talk.confirms("Switch \(plugin) \(isEnabled ? "on" : "off") for \(tenant)?") {
                    throw Failure(.notPermitted, "nothing was changed")
                }
                try await grants?.consent(isGiven: consents || asks)
                do throws(ToggleError) {
                    let result = try await PluginToggle(database: connection.database, directory: directory)
                        .set(tenant: tenant, plugin: plugin, isEnabled: isEnabled, origin: .commandLine)
                    return (result, impact)
                } catch {
                    throw Failure(error.code == .unavailable ? .unavailable : .wrongInput, error.message)
                }
            }
            let report = Report(tenant: tenant, plugin: plugin, enabled: result.isEnabled, changed: result.hasChanged, impact: impact)
            if output.json { return try Talk.result(json: report) }
            Talk.result("\(plugin) is \(result.isEnabled ? "on" : "off") for \(tenant)\(result.hasChanged ? "" : " (as before)")")
        }
    }

    /// What switching off would mean, in lines; none if the plugin is off already.
    private func impact(
        _ known: KnownPlugins, _ database: Database, _ directory: TenantDirectory
    ) async throws -> [String] {
        do {
            try await directory.refresh()
        } catch {
            throw Failure(.unavailable, "the tenants cannot be read: \(error)")
        }
        guard directory.snapshot.instance(tenant: tenant, plugin: plugin)?.isEnabled == true,
            let owner = directory.snapshot.tenant(id: tenant)
        else { return [] }
        guard let manifest = try? await known.bundle(of: plugin)?.manifest else {
            return ["what \(plugin) has for \(tenant) is not known: its bundle cannot be read"]
        }
        return await PluginImpact.read(manifest, tenant: owner, enabling: false, database: database).lines
    }
}
