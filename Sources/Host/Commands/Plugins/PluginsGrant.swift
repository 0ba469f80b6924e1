import ArgumentParser
import Foundation
import HostPlugins
import HostTenancy
import Logging

/// `hashinsight plugins grant`: consents to what a plugin asks for; a version that waited for it serves at once.
struct PluginsGrant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Say what a plugin asks for, who consented to what and when; consent to the rest.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Such as hosting.") var plugin: String
    @Flag(name: .shortAndLong, help: "Consent without asking. Without a terminal it is needed.")
    var yes = false
    @Flag(help: "Only say it; change nothing.")
    var dryRun = false

    private struct Report: Encodable {
        let plugin: String
        let version: String
        let asks: [String]
        let granted: [String]
        let missing: [String]
        let consents: [Consent]
    }

    private struct Consent: Encodable {
        let version: String
        let grants: [String]
        let givenBy: String
        let givenAt: String
    }

    func run() async throws {
        try await Failure.exiting {
            let file = try TenantsFile.forCommand(host.config)
            let report = try await HostConnection.with(host) { connection in
                let known = KnownPlugins(file: file, connection)
                try await known.require(plugin)
                let directory = TenantDirectory(database: connection.database, logger: Logger(label: "grant"))
                guard let grants = try await PluginGrants.read(plugin, known, file, connection.database, directory) else {
                    throw Failure(.wrongInput, "the bundle of \(plugin) cannot be read")
                }
                if !output.json { Talk.say(grants.lines.joined(separator: "\n")) }
                if !dryRun, !grants.decision.missing.isEmpty {
                    let mayAsk = !output.json && isatty(STDIN_FILENO) == 1
                    try await grants.consent(isGiven: yes || (mayAsk && Talk.confirms("Consent for \(plugin) \(grants.version)?")))
                }
                let consents = directory.snapshot.consents(plugin: plugin)
                return Report(
                    plugin: plugin, version: grants.version, asks: grants.asked.texts, granted: grants.decision.granted.texts,
                    missing: dryRun ? grants.decision.missing.map(\.description) : [],
                    consents: consents.map {
                        Consent(
                            version: $0.version, grants: $0.items, givenBy: $0.givenBy,
                            givenAt: Date(timeIntervalSince1970: Double($0.givenAtMicros) / 1e6).formatted(.iso8601))
                    })
            }
            if output.json { return try Talk.result(json: report) }
            Talk.table(
                [["VERSION", "CONSENTED BY", "AT", "GRANTS"]]
                    + report.consents.map { [$0.version, $0.givenBy, $0.givenAt, $0.grants.joined(separator: " ")] })
        }
    }
}
