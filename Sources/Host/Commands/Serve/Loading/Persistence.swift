import HostData
import HostOperate
import HostPlugins
import HostTenancy
import PostgresClient

/// Tries what a host needs until it works, and says meanwhile on `/health/ready` why not.
struct Persistence: Sendable {
    let parts: HostParts

    /// Tries until it works, with growing pauses while the database is away.
    /// - Returns: False if it can never work, or the host stops.
    func untilDone(_ what: String, _ body: @Sendable () async throws -> Void) async -> Bool {
        var pause = Duration.milliseconds(200)
        while !Task.isCancelled {
            do {
                try await body()
                parts.health.clear(what)
                return true
            } catch let error as PostgresError where error.isOutage {
                parts.logger.warning("\(what): waiting for the database", metadata: ["error": "\(error)"])
            } catch is CancellationError {
                return false
            } catch {
                guard !Task.isCancelled else { return false }
                parts.logger.error("\(what): cannot be made", metadata: ["error": "\(error)"])
                parts.health.set(what, .down(reason: "cannot be made; see the log"))
                if Self.isLasting(error) { return false }
                pause = .seconds(5)
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(5))
        }
        return false
    }

    /// What the bundle or the database itself is wrong in stays wrong; anything else may pass.
    private static func isLasting(_ error: any Error) -> Bool {
        error is VettingError || error is SchemaError || error is HostMigrationError || error is TenantsFileError
            || error is RolloutError || error is BundleError || error is BundleStoreError
    }
}

extension PostgresError {
    /// Whether the database is away for now, rather than refusing what was asked.
    var isOutage: Bool {
        switch code {
        case .connection, .timeout, .poolExhausted: true
        default: sqlState.map { $0.hasPrefix("08") || $0.hasPrefix("57P") || $0.hasPrefix("53") } ?? false
        }
    }
}
