import ArgumentParser
import HostTenancy

/// `hashinsight check`: reads the configuration and says what is wrong with it; changes nothing.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check the configuration without changing anything.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    private struct Report: Encodable {
        let tenants: Int
        let members: Int
        let plugins: [String]
        /// What being listed consents to, the first time that a plugin is.
        let grants: [ListedGrants]
    }

    func run() async throws {
        try await Failure.exiting {
            let file = try TenantsFile.forCommand(host.config)
            let report = Report(
                tenants: file.tenants.count, members: file.tenants.map(\.members.count).reduce(0, +), plugins: file.plugins.map(\.id),
                grants: ListedGrants.read(file))
            if output.json { return try Talk.result(json: report) }
            Talk.result(
                "\(host.config) is valid: \(report.tenants) tenants, \(report.members) members, plugins \(report.plugins.joined(separator: ", "))"
            )
            for listed in report.grants { Talk.result(listed.line) }
        }
    }
}
