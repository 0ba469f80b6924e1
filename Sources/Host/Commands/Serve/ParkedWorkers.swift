import HostData
import HostPlugins
import HostTenancy
import Logging
import PostgresClient

/// Writes to the audit that a worker was parked, and why, for each tenant that it served.
struct ParkedWorkers: Sendable {
    let database: Database
    let directory: TenantDirectory
    let logger: Logger

    func follow(_ plugins: PluginHost) {
        plugins.workers.onPark { plugin, tenants, report in
            Task { await write(plugin, tenants, report) }
        }
    }

    private func write(_ plugin: String, _ tenants: [String], _ report: WorkerReport?) async {
        let reason = report.map { "\($0.end)" } ?? "unknown"
        for id in tenants {
            let event = AuditEvent(
                tenant: directory.snapshot.tenant(id: id)?.key, action: "plugin.park", subject: "\(id)/\(plugin)",
                afterJSON: HostPlugins.JSONValue.object(["reason": .string(reason)]).text)
            do {
                try await database.host.withSession { session in
                    try await session.transaction { session in
                        try await AuditLog.append(event, ChangeOrigin(actor: "host"), in: session)
                    }
                }
            } catch {
                logger.warning("that \(plugin) was parked for \(id) could not be written to the audit", metadata: ["error": "\(error)"])
            }
        }
    }
}
