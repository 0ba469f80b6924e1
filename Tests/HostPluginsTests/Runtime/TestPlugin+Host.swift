import EventLoop
import HostCache
import HostData
import HostEgress
import Logging
import PostgresClient

@testable import HostPlugins

extension TestPlugin {
    /// A host of plugins that execute no statement, so that a database which is not there will do.
    static func host(
        cache: CacheStore? = nil, workers: WorkerPool? = nil, requiresConsent: Bool = false, logger: Logger = Logger(label: "test")
    ) throws -> PluginHost {
        let loops = try EventLoopGroup(count: 1, name: "test")
        var options = PostgresPoolOptions()
        options.minimumConnections = 0
        let database = Database(
            try PostgresConfiguration(url: "postgres://nobody@localhost/none?host=/nowhere"),
            passwords: RolePasswords(secret: Array("sixteen bytes or more".utf8)), loops: loops, options: DatabaseOptions(host: options))
        return PluginHost(
            database: database, exchanger: DeviceExchanger(loops: loops), cache: cache, events: EventBus(), logger: logger,
            requiresConsent: requiresConsent, workers: workers)
    }
}
