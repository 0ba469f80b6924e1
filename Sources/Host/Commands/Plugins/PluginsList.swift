import ArgumentParser
import Foundation
import HostPlugins
import HostTenancy

/// `hashinsight plugins list`: the bundles of the configuration, read without running their code.
struct PluginsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the configured plugins.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        let id: String
        let version: String?
        let abi: String?
        let toolchain: String?
        let path: String
        let accepted: Bool
        let issues: [String]
    }

    func run() async throws {
        try await Failure.exiting {
            let file = try TenantsFile.forCommand(host.config)
            let folder = URL(fileURLWithPath: host.config).deletingLastPathComponent()
            let rows = file.plugins.map { entry in
                let path = URL(fileURLWithPath: entry.path, relativeTo: folder).standardizedFileURL.path
                let report = BundleCheckReport.check(path)
                let manifest = report.bundle?.manifest
                return Row(
                    id: entry.id, version: manifest.map { "\($0.version)" }, abi: manifest.map { "\($0.abi)" },
                    toolchain: manifest?.toolchain,
                    path: entry.path, accepted: report.isAccepted, issues: report.issues)
            }
            if output.json { return try Talk.result(json: rows) }
            Talk.table(
                [["PLUGIN", "VERSION", "ABI", "TOOLCHAIN", "STATE", "PATH"]]
                    + rows.map {
                        [$0.id, $0.version ?? "-", $0.abi ?? "-", $0.toolchain ?? "-", $0.accepted ? "accepted" : "refused", $0.path]
                    })
            for row in rows where !row.accepted { Talk.say("\(row.id):\n  " + row.issues.joined(separator: "\n  ")) }
        }
    }
}
