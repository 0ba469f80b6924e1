import HostOperate
import PostgresClient

/// Asks the database every two seconds whether it is there, for `/health/ready`; a private one that has died is started again.
struct DatabaseProbe: Sendable {
    let parts: HostParts

    private static let isAway = "cannot be reached or does not answer"
    private static let doesNotStart = "the private PostgreSQL does not start; the log says why"

    func run() async {
        var failures = 0
        var isStarting = true
        while !Task.isCancelled {
            do {
                _ = try await parts.connection.database.host.query("SELECT 1")
                parts.health.set("database", .up)
                failures = 0
                isStarting = true
            } catch {
                guard !Task.isCancelled else { return }
                parts.health.set("database", .down(reason: isStarting ? Self.isAway : Self.doesNotStart))
                // At once, then every third time.
                if failures.isMultiple(of: 3) {
                    isStarting = await revive()
                    if !isStarting { parts.health.set("database", .down(reason: Self.doesNotStart)) }
                }
                failures += 1
            }
            try? await Task.sleep(for: .seconds(2))
        }
    }

    /// Starts a private database that does not run; whether nothing speaks against its coming.
    private func revive() async -> Bool {
        guard let cluster = parts.connection.cluster else { return true }
        do {
            try await cluster.ensureRunning()
            return true
        } catch {
            parts.logger.error("the private database does not start; trying again", metadata: ["error": "\(error)"])
            return false
        }
    }
}
