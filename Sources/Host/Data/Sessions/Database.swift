package import EventLoop
package import PostgresClient
import Synchronization

/// The way to PostgreSQL: the host's own pool and a small pool per plugin role, made when first asked for.
package final class Database: Sendable {
    /// The role of the host: owns schema `app`.
    package let host: PostgresPool
    package let passwords: RolePasswords

    private let configuration: PostgresConfiguration
    private let loops: EventLoopGroup
    private let options: DatabaseOptions
    private let onEvent: @Sendable (String, PostgresPoolEvent) -> Void
    private let plugins = Mutex<[String: PostgresPool]>([:])

    /// - Parameters:
    ///   - configuration: How the host's own role connects; plugin roles differ in user, password and search path only.
    ///   - onEvent: Pool events with the role's name; called on an event loop, must not block.
    package init(
        _ configuration: PostgresConfiguration, passwords: RolePasswords, loops: EventLoopGroup,
        options: DatabaseOptions = DatabaseOptions(),
        onEvent: @escaping @Sendable (String, PostgresPoolEvent) -> Void = { _, _ in }
    ) {
        self.configuration = configuration
        self.passwords = passwords
        self.loops = loops
        self.options = options
        self.onEvent = onEvent
        host = PostgresPool(configuration, options: options.host, loops: loops) { onEvent("host", $0) }
    }

    /// The pool of `rt_<plugin>`: may execute the plugin's vetted statements, sees rows only within a context.
    package func runtimePool(plugin: String) -> PostgresPool { pool(role: "rt_\(plugin)", plugin: plugin, options.runtime) }

    /// The pool of `in_<plugin>`: may insert into the plugin's partitions, reads nothing. Only the host's own code uses it.
    package func ingestPool(plugin: String) -> PostgresPool { pool(role: "in_\(plugin)", plugin: plugin, options.ingest) }

    /// Ends every pool; calls under way fail.
    package func close() async {
        let pools = plugins.withLock { pools in
            defer { pools = [:] }
            return Array(pools.values)
        }
        for pool in pools { await pool.close() }
        await host.close()
    }

    private func pool(role: String, plugin: String, _ options: PostgresPoolOptions) -> PostgresPool {
        plugins.withLock { pools in
            if let pool = pools[role] { return pool }
            var configuration = self.configuration
            configuration.user = role
            configuration.password = passwords.password(role: role)
            configuration.applicationName = "hashinsight \(role)"
            let onEvent = self.onEvent
            let pool = PostgresPool(configuration, options: options, loops: loops) { onEvent(role, $0) }
            pools[role] = pool
            return pool
        }
    }
}
