import HostOperate
import PostgresClient

/// Asks the database every two seconds whether it is there, for `/health/ready`.
struct DatabaseProbe: Sendable {
    let parts: HostParts

    func run() async {
        while !Task.isCancelled {
            do {
                _ = try await parts.connection.database.host.query("SELECT 1")
                parts.health.set("database", .up)
            } catch {
                guard !Task.isCancelled else { return }
                parts.health.set("database", .down(reason: "cannot be reached or does not answer"))
            }
            try? await Task.sleep(for: .seconds(2))
        }
    }
}
