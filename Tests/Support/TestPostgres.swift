internal import EventLoop
internal import Foundation
package import PostgresClient

/// A private PostgreSQL for tests: one cluster in a temporary folder, on a unix socket unless asked for more, started when first asked for and ended with the process.
///
/// As root the cluster runs as the user `postgres`. Blocking work runs on threads of its own.
package actor TestPostgres {
    /// The cluster of this test process.
    package static let shared = TestPostgres()

    private var starting: Task<TestCluster, any Error>?
    private var administration: (loops: EventLoopGroup, pool: PostgresPool)?
    private var lastNumber = 0

    /// Where a cluster can be reached.
    package enum Listening: Sendable {
        case socket
        /// On 127.0.0.1 as well, in the clear.
        case tcp
        /// On 127.0.0.1 as well, with TLS alone: as ``TestCertificates`` say.
        case tls
    }

    private let listening: Listening

    /// A cluster of one's own, for tests that stop it or need more than a socket.
    package init(_ listening: Listening = .socket) { self.listening = listening }

    /// As `makeDatabase` or another role, over TCP.
    package func reached(_ configuration: PostgresConfiguration, host: String, tls: PostgresConfiguration.TLSMode) -> PostgresConfiguration
    {
        var configuration = configuration
        configuration.host = host
        configuration.tls = tls
        return configuration
    }

    /// Keys and certificates of a cluster that listens with TLS.
    package var certificates: TestCertificates {
        get async throws { try await cluster().certificates }
    }

    /// The superuser `postgres` in the database `postgres`.
    package var superuserConfiguration: PostgresConfiguration {
        get async throws { try await cluster().configuration(user: "postgres", database: "postgres") }
    }

    /// A fresh, empty database, owned by a fresh role that may create roles and is no superuser.
    package func makeDatabase() async throws -> PostgresConfiguration {
        let cluster = try await cluster()
        lastNumber += 1
        let name = "test_\(lastNumber)"
        try await administrationPool(cluster).withSession { session in
            try await session.script("CREATE ROLE \(name) LOGIN CREATEROLE")
            // One after the other: who may set it stands in a single row of the cluster, which two cannot change at once.
            try await session.script(
                """
                BEGIN; SELECT pg_advisory_xact_lock(1);
                GRANT SET ON PARAMETER temp_file_limit TO \(name);
                COMMIT
                """)
            try await session.script("CREATE DATABASE \(name) OWNER \(name)")
        }
        return cluster.configuration(user: name, database: name)
    }

    /// Stops the server at once, as a crash of the machine would; open connections break.
    package func stop() async throws {
        try await cluster().stop()
    }

    /// Starts a stopped server again, with its data.
    package func start() async throws {
        try await cluster().start()
    }

    private func cluster() async throws -> TestCluster {
        if let starting { return try await starting.value }
        let task = Task { [listening] in try await TestCluster.make(listening) }
        starting = task
        return try await task.value
    }

    private func administrationPool(_ cluster: TestCluster) throws -> PostgresPool {
        if let administration { return administration.pool }
        let loops = try EventLoopGroup(count: 1, name: "test-admin")
        var options = PostgresPoolOptions()
        options.minimumConnections = 0
        options.idleTimeoutNanos = 1_000_000_000
        // A module begins all its tests at once: the last of them waits until all the others have their databases.
        options.defaultDeadlineNanos = 300_000_000_000
        let pool = PostgresPool(cluster.configuration(user: "postgres", database: "postgres"), options: options, loops: loops)
        administration = (loops, pool)
        return pool
    }
}
