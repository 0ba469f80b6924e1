import EventLoop
import Foundation
import HostData
import HostTenancy
import Logging
import PostgresClient

/// What a command needs of the installation: its secret and its database, made or started if they are private.
struct HostConnection: Sendable {
    let environment: Environment
    /// Where this host keeps its copies of bundles.
    let pluginsFolder: String
    let secret: SessionSecret
    /// Seal and open the secrets of plugins.
    let secretKeys: SecretKeyRing
    /// Those that the environment gives, by name.
    let secretValues: [String: SecretValue]
    let loops: EventLoopGroup
    let cluster: PrivateCluster?
    let database: Database

    /// - Parameters:
    ///   - loopCount: Event loops, each a thread.
    ///   - isPrivate: Takes a database of its own in the data folder even if `DATABASE_URL` is set: for what is thrown away.
    ///   - startsWithout: Goes on if the private database does not start for a reason that may pass; ``DatabaseProbe`` tries again.
    /// - Throws: ``Failure``.
    static func open(
        _ options: HostOptions, loopCount: Int = 1, isPrivate: Bool = false, startsWithout: Bool = false, logger: Logger
    ) async throws -> HostConnection {
        let environment = Environment()
        do {
            try FileManager.default.createDirectory(atPath: options.data, withIntermediateDirectories: true)
        } catch {
            throw Failure(.cannotWrite, "the data folder \(options.data) cannot be made: \(error.localizedDescription)")
        }
        let secret: SessionSecret
        do {
            secret = try SessionSecret.load(environment: ProcessInfo.processInfo.environment, dataDirectory: options.data)
        } catch {
            throw Failure(.wrongInput, error.message)
        }
        let secretKeys = try SecretEnvironment.keys(environment, session: secret)
        let secretValues = try SecretEnvironment.values(environment)
        let url = isPrivate ? nil : try options.database ?? environment.value("DATABASE_URL")
        let cluster: PrivateCluster?
        let configuration: PostgresConfiguration
        if let url {
            cluster = nil
            do { configuration = try PostgresConfiguration(url: url) } catch {
                throw Failure(.wrongInput, "DATABASE_URL: \(error.message)")
            }
        } else {
            do {
                let opened = try await PrivateCluster.open(dataDirectory: options.data)
                cluster = opened
                configuration = opened.configuration
                do {
                    try await opened.ensureRunning()
                } catch let error as PrivateClusterError where startsWithout && error.mayHeal {
                    logger.error("the private database does not start; trying again", metadata: ["error": "\(error)"])
                }
            } catch {
                throw Failure(.unavailable, "the private database cannot be started: \(error)")
            }
        }
        let loops: EventLoopGroup
        do { loops = try EventLoopGroup(count: loopCount, name: "hashinsight") } catch { throw Failure(.failed, "\(error)") }
        let database = Database(configuration, passwords: RolePasswords(secret: secret.bytes), loops: loops) { role, event in
            logger.debug("database pool", metadata: ["role": "\(role)", "event": "\(event)"])
        }
        return HostConnection(
            environment: environment, pluginsFolder: options.data + "/plugins", secret: secret,
            secretKeys: secretKeys, secretValues: secretValues, loops: loops, cluster: cluster, database: database)
    }

    /// Runs a short command with a migrated database, and closes everything after it.
    static func with<T>(_ options: HostOptions, _ body: (HostConnection) async throws -> T) async throws -> T {
        let logger = Logger(label: "hashinsight") { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .warning
            return handler
        }
        let connection = try await open(options, logger: logger)
        do {
            try await connection.migrate()
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Brings the host's own schema up to date.
    func migrate() async throws {
        do {
            try await HostMigrator(pool: database.host).migrate()
        } catch let error as PostgresError {
            throw Failure(.unavailable, "the database cannot be used: \(error)")
        } catch let error as HostMigrationError {
            throw Failure(.failed, error.description)
        }
    }

    func close() async {
        await database.close()
        loops.shutdown()
        await cluster?.stop()
    }
}
