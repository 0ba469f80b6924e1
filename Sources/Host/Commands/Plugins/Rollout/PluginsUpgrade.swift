import ArgumentParser
import Foundation
import HostPlugins
import HostTenancy
import Logging

/// `hashinsight plugins upgrade ID --to VERSION`: brings tenants to an installed version while everything serves.
struct PluginsUpgrade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Bring tenants to another installed version of a plugin without a dropped request; says first what that means.",
        discussion: """
            Migrations that only add run first; the version that serves now must get on with them. Then each host makes the new instances,
            lets them take over tenant by tenant, and lets the old ones finish what they began. A version that fails goes back by itself.
            Call it again with a larger share to go on, and with --finish to end it: contract migrations run then, and there is no way back.
            It ends with an error if the version went back, or a host has not followed when the time is up.
            """)

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Such as hosting.") var plugin: String
    @Option(help: "An installed version, such as 1.3.0.") var to: String?
    @Option(help: "Only these tenants, by id, separated by commas. A provider takes its clients along.") var tenants: String?
    @Option(help: "Only this share of the providers, each with its clients; 0 to 100.") var percent: Int?
    @Flag(help: "Only say what it would mean. Migrations are tried and rolled back.") var dryRun = false
    @Flag(help: "Consent to what the version asks for beyond what was consented to before.") var grant = false
    @Flag(help: "End an upgrade that everybody has followed.") var finish = false
    @Option(help: "How long to wait until running hosts have followed.") var waitSeconds = 60
    @Option(
        help: "How long each migration may take. Others wait as long for the tables that it locks; one that takes longer is rolled back.")
    var migrationSeconds = 300
    @Flag(name: .shortAndLong, help: "Do not ask. Without a terminal, and with --json, nobody is asked anyway.") var yes = false

    func validate() throws {
        guard finish == (to == nil) else { throw ValidationError("expected --to VERSION, or --finish alone") }
        guard tenants == nil || percent == nil else { throw ValidationError("expected --tenants or --percent, not both") }
        guard !finish || (tenants == nil && percent == nil && !dryRun && !grant) else {
            throw ValidationError("--finish is for all tenants")
        }
        guard (1...MigrationLimit.maximumSeconds).contains(migrationSeconds) else {
            throw ValidationError("--migration-seconds is a number from 1 to \(MigrationLimit.maximumSeconds)")
        }
        guard (0...100).contains(percent ?? 0) else { throw ValidationError("--percent is a number from 0 to 100") }
    }

    private var share: RolloutShare {
        if let percent { return .percent(percent) }
        guard let tenants else { return .all }
        return .tenants(Set(tenants.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }))
    }

    func run() async throws {
        try await Failure.exiting {
            try await RolloutCommand.with(host, plugin) { command in
                let limit = MigrationLimit(seconds: migrationSeconds)
                if finish {
                    return try await command.tell(
                        try await command.service.finish(plugin: plugin, limit: limit, origin: .commandLine), output)
                }
                guard let to else { return }
                if case .tenants(let ids) = share {
                    for id in ids.sorted() where command.directory.snapshot.tenant(id: id) == nil {
                        throw Failure(.wrongInput, "there is no tenant '\(id)'")
                    }
                }
                let request = RolloutService.Request(
                    plugin: plugin, version: to, share: share, configured: command.configured, limit: limit)
                let asked = try await command.service.missingConsent(request)
                let asks = !dryRun && !yes && !output.json && isatty(STDIN_FILENO) == 1
                if dryRun || !output.json {
                    let impact = try await command.service.impact(request, snapshot: command.directory.snapshot)
                    if dryRun, output.json { return try Talk.result(json: UpgradeReport(impact)) }
                    for line in impact.lines { if dryRun { Talk.result(line) } else { Talk.say(line) } }
                    if dryRun { return }
                    let consent = asked.isEmpty ? "" : ", and consent to \(asked.joined(separator: ", "))"
                    if asks, !Talk.confirms("Upgrade \(plugin) to \(to) for \(share)\(consent)?") {
                        throw Failure(.notPermitted, "nothing was changed")
                    }
                }
                guard asked.isEmpty || grant || asks else {
                    throw Failure(
                        .notPermitted,
                        "\(plugin) \(to) asks for \(asked.joined(separator: ", ")), which nobody has consented to; nothing was changed. "
                            + "Consent with --grant, or before with 'hashinsight plugins grant \(plugin) --to \(to)'")
                }
                if !asked.isEmpty {
                    try await command.consents.give(plugin: plugin, version: to, items: asked, origin: .commandLine)
                    Talk.say("consented for \(plugin) \(to): \(asked.joined(separator: ", "))")
                }
                let rollout = try await command.service.upgrade(request, origin: .commandLine)
                try await command.follow(rollout, seconds: waitSeconds, output)
            }
        }
    }
}

/// `hashinsight plugins rollback ID`: everybody runs the old version again, as gently as they were upgraded.
struct PluginsRollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Take an upgrade back: the old version takes over again. What migrations added stays.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Such as hosting.") var plugin: String
    @Option(help: "For the audit and for whoever looks at the list.") var reason = "asked for on the command line"
    @Option(help: "How long to wait until running hosts have followed.") var waitSeconds = 60

    func run() async throws {
        try await Failure.exiting {
            try await RolloutCommand.with(host, plugin) { command in
                let rollout = try await command.service.rollBack(plugin: plugin, reason: reason, origin: .commandLine)
                try await command.follow(rollout, seconds: waitSeconds, output)
            }
        }
    }
}
