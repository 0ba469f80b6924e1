import HostData
import HostEgress
import HostPinning
import Logging

/// What the environment says of where this installation pins evidence.
enum PinningEnvironment {
    /// The settings; nil where nothing is pinned.
    /// - Throws: ``Failure`` if one is wrong or a file cannot be read.
    static func settings(_ environment: Environment) throws -> PinningSettings? {
        do { return try PinningSettings { try environment.value($0) } } catch let problem as PinningSettingsError {
            throw Failure(.wrongInput, problem.message)
        }
    }

    /// Makes what pins, once its database and its way out are there; nil where nothing is pinned.
    /// - Throws: ``Failure`` if the settings are wrong.
    static func maker(_ environment: Environment, logger: Logger? = nil) throws -> (@Sendable (Database, HTTPEngine) -> Pinner)? {
        guard let settings = try settings(environment) else { return nil }
        return { database, engine in
            Pinner(settings, database: database, engine: engine, host: HostName.current, logger: logger ?? Logger(label: "pinning"))
        }
    }
}
