import ArgumentParser
import HostTenancy
import Logging

/// `hashinsight apply`: brings the database to what the configuration asks for; running hosts follow at once.
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Apply the configuration; edits made in the console since the last time stay unless the file changed there.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Only say what would be done.")
    var dryRun = false

    private struct Report: Encodable {
        let changes: [String]
        let kept: [String]
        /// What hosts consent to when they load the plugins that are listed, beyond what was consented to before.
        let grants: [ListedGrants]
    }

    func run() async throws {
        try await Failure.exiting {
            let file = try TenantsFile.forCommand(host.config)
            let report = try await HostConnection.with(host) { connection in
                let directory = TenantDirectory(database: connection.database, logger: Logger(label: "apply"))
                let hasher = PasswordHasher()
                defer { hasher.close() }
                let apply = ConfigurationApply(database: connection.database, directory: directory, hasher: hasher)
                do {
                    try? await directory.refresh()
                    let grants = ListedGrants.read(file) { directory.snapshot.consents(plugin: $0) }.filter { !$0.consentsTo.isEmpty }
                    if dryRun {
                        let plan = try await apply.preview(file)
                        return Report(changes: plan.changes.map(\.description), kept: plan.kept.map(\.description), grants: grants)
                    }
                    let done = try await apply.apply(file, origin: .commandLine)
                    return Report(changes: done.changes.map(\.description), kept: done.kept.map(\.description), grants: grants)
                } catch let error as TenantsFileError {
                    throw Failure(.wrongInput, "the configuration cannot be applied\n\(error)")
                }
            }
            if output.json { return try Talk.result(json: report) }
            for line in report.changes + report.kept + report.grants.map(\.line) { Talk.result(line) }
            if report.changes.isEmpty { Talk.say("nothing to change") }
        }
    }
}
