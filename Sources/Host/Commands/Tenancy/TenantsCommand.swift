import ArgumentParser
import HostTenancy
import Logging

/// `hashinsight tenants`: who is served.
struct TenantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tenants", abstract: "List the tenants and their plugins.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        let id: String
        let kind: String
        let parent: String?
        let name: String
        let slots: Int
        let enabled: Bool
        let plugins: [String]
    }

    func run() async throws {
        try await Failure.exiting {
            let rows = try await HostConnection.with(host) { connection in
                let directory = TenantDirectory(database: connection.database, logger: Logger(label: "tenants"))
                try await directory.refresh()
                let snapshot = directory.snapshot
                return snapshot.tenants.map { tenant in
                    Row(
                        id: tenant.id, kind: tenant.kind.rawValue, parent: tenant.parentId, name: tenant.name, slots: tenant.slots,
                        enabled: tenant.isEnabled, plugins: snapshot.instances(tenant: tenant.id).filter(\.isEnabled).map(\.plugin))
                }
            }
            if output.json { return try Talk.result(json: rows) }
            Talk.table(
                [["TENANT", "KIND", "PARENT", "NAME", "SLOTS", "STATE", "PLUGINS"]]
                    + rows.map {
                        [
                            $0.id, $0.kind, $0.parent ?? "-", $0.name, String($0.slots), $0.enabled ? "enabled" : "disabled",
                            $0.plugins.isEmpty ? "-" : $0.plugins.joined(separator: ","),
                        ]
                    })
        }
    }
}
