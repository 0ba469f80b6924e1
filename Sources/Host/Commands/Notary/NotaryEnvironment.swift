import Ethereum
import Foundation
import HostData
import HostEgress
import HostNotary
import Logging

/// What the environment says of the chain that this installation anchors on.
enum NotaryEnvironment {
    /// The settings; nil where nothing is to be anchored.
    /// - Throws: ``Failure`` if one is wrong or missing, or a file cannot be read.
    static func settings(_ environment: Environment, needsContract: Bool = true) throws -> NotarySettings? {
        do { return try NotarySettings(needsContract: needsContract) { try environment.value($0) } } catch let problem
            as NotarySettingsError
        {
            throw Failure(.wrongInput, problem.message)
        }
    }

    /// Opens the key, on a thread of its own: a keystore takes its time.
    /// - Throws: ``Failure``.
    static func signer(_ settings: NotarySettings) async throws -> any NotarySigner {
        let opened = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<any NotarySigner, NotarySettingsError>, Never>) in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(NotarySettingsError) in try settings.signer() })
            }
        }
        do { return try opened.get() } catch { throw Failure(.wrongInput, error.message) }
    }

    /// Makes the notary of this host, once its database and its way out are there; nil where nothing is to be anchored.
    /// - Throws: ``Failure`` if the settings are wrong or the key does not open.
    static func maker(
        _ environment: Environment, logger: Logger? = nil
    ) async throws -> (@Sendable (Database, HTTPEngine) -> ChainNotary)? {
        guard let settings = try settings(environment) else { return nil }
        let signer = try await signer(settings)
        return { database, engine in
            ChainNotary(
                settings, signer: signer, database: database, engine: engine, host: HostName.current,
                logger: logger ?? Logger(label: "notary"))
        }
    }
}
