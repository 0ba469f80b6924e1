import HostOperate
import PostgresClient

/// Asks the database every two seconds whether it is there, for `/health/ready`; a private one that has died is started again.
struct DatabaseProbe: Sendable {
    let parts: HostParts

    func run() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                _ = try await parts.connection.database.host.query("SELECT 1")
                parts.health.set("database", .up)
                failures = 0
            } catch {
                guard !Task.isCancelled else { return }
                parts.health.set("database", .down(reason: "cannot be reached or does not answer"))
                failures += 1
                if failures.isMultiple(of: 3) { await revive() }
            }
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func revive() async {
        guard let cluster = parts.connection.cluster else { return }
        do { try await cluster.revive() } catch {
            parts.logger.error("the private database does not start", metadata: ["error": "\(error)"])
        }
    }
}
