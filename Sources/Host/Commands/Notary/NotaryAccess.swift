import HostData
import HostEgress
import HostNotary
import Logging

/// The notary for a short command: database, nodes and the account, without signing anything.
enum NotaryAccess {
    static func with<Value: Sendable>(
        _ host: HostOptions, _ body: @escaping @Sendable (ChainNotary, Database) async throws -> Value
    ) async throws -> Value {
        let engine: HTTPEngine
        do { engine = try HTTPEngine() } catch { throw Failure(.failed, "\(error)") }
        defer { engine.cancelAll() }
        return try await HostConnection.with(host) { connection in
            let logger = Logger(label: "notary") { _ in SwiftLogNoOpLogHandler() }
            guard let make = try await NotaryEnvironment.maker(connection.environment, logger: logger) else {
                throw Failure(.wrongInput, "nothing is anchored here: set \(UnconfiguredNotary.expected)")
            }
            return try await body(make(connection.database, engine), connection.database)
        }
    }
}
