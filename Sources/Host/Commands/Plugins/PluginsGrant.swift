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
    @Option(help: "An installed version that does not serve yet, such as 1.3.0; without it the one that serves.") var to: String?
    @Flag(name: .shortAndLong, help: "Consent without asking. Without a terminal it is needed.")
    var yes = false
    @Flag(help: "Only say it; change nothing.")
    var dryRun = false
    @Option(
        parsing: .upToNextOption,
        help: "Take the consent to these back, such as devices:4028. Instances go on without them; those that cannot stop.")
    var withdraw: [String] = []

    private struct Report: Encodable {
        let plugin: String
        let version: String
        let asks: [String]
        let granted: [String]
        let missing: [String]
        let withdrawn: [String]
        let quotas: [String: Int]
        let consents: [Consent]
    }

    private struct Consent: Encodable {
        let version: String
        let grants: [String]
        let withdrawn: [String]
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
                func read() async throws -> PluginGrants {
                    guard let grants = try await PluginGrants.read(plugin, version: to, known, file, connection.database, directory) else {
                        throw Failure(.wrongInput, "the bundle of \(plugin) cannot be read")
                    }
                    return grants
                }
                var grants = try await read()
                if !output.json { Talk.say((grants.lines + grants.quotaLines(file, directory.snapshot)).joined(separator: "\n")) }
                if !dryRun {
                    try await change(grants)
                    grants = try await read()
                }
                let consents = directory.snapshot.consents(plugin: plugin)
                return Report(
                    plugin: plugin, version: grants.version, asks: grants.asked.texts, granted: grants.decision.granted.texts,
                    missing: grants.decision.missing.map(\.description), withdrawn: grants.decision.withdrawn.map(\.description),
                    quotas: grants.limits(file),
                    consents: consents.map {
                        Consent(
                            version: $0.version, grants: $0.items, withdrawn: $0.withdrawn, givenBy: $0.givenBy,
                            givenAt: Date(timeIntervalSince1970: Double($0.givenAtMicros) / 1e6).formatted(.iso8601))
                    })
            }
            if output.json { return try Talk.result(json: report) }
            Talk.table(
                [["VERSION", "CONSENTED BY", "AT", "GRANTS"]]
                    + report.consents.map {
                        [
                            $0.version, $0.givenBy, $0.givenAt,
                            ($0.grants + $0.withdrawn.map { "withdrawn:\($0)" }).joined(separator: " "),
                        ]
                    })
        }
    }

    private func change(_ grants: PluginGrants) async throws {
        let mayAsk = !output.json && isatty(STDIN_FILENO) == 1
        guard withdraw.isEmpty else {
            let what = withdraw.joined(separator: ", ")
            if !yes, mayAsk, !Talk.confirms("Withdraw \(what) from \(plugin)?") { throw Failure(.notPermitted, "nothing was changed") }
            try await grants.withdraw(withdraw)
            if !output.json {
                Talk.say("withdrawn from \(plugin): \(what); its instances go on without, and those that cannot stop and say so")
            }
            return
        }
        let withdrawn = grants.decision.withdrawn
        // Then the operator's own file has said it all, and nobody is asked.
        guard !grants.decision.missing.isEmpty || !withdrawn.isEmpty else { return try await grants.consent(isGiven: false) }
        let isGiven = yes || (mayAsk && Talk.confirms("Consent for \(plugin) \(grants.version)?"))
        guard isGiven || !grants.decision.missing.isEmpty else { return }
        try await grants.consent(isGiven: isGiven, flag: "--yes")
        if isGiven { try await grants.restore() }
    }
}
