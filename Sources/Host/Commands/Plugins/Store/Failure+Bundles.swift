import HostPlugins
import HostTenancy
import PostgresClient

extension Failure {
    /// Runs a step that works on bundles or their data; what it throws becomes an exit code.
    static func ofBundles<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as BundleError {
            throw Failure(.wrongInput, "\(error)")
        } catch let error as VettingError {
            throw Failure(.wrongInput, "\(error)")
        } catch let error as SchemaError {
            throw Failure(.wrongInput, "\(error)")
        } catch let error as BundleStoreError {
            throw Failure(kind(of: error.code), error.description)
        } catch let error as PurgeError {
            throw Failure(kind(of: error.code), error.description)
        } catch let error as PostgresError {
            throw Failure(.unavailable, "the database refused or did not answer: \(error)")
        }
    }

    private static func kind(of code: BundleStoreError.Code) -> Kind {
        switch code {
        case .notInstalled, .versionTaken: .wrongInput
        case .inUse: .notPermitted
        case .damaged: .failed
        case .disk: .cannotWrite
        }
    }

    private static func kind(of code: PurgeError.Code) -> Kind {
        switch code {
        case .unknown: .wrongInput
        case .inUse, .referred: .notPermitted
        case .busy: .tryAgain
        }
    }
}
