import Foundation
import HostJobs
import HostOperate
import HostPinning
import HostTenancy
import HostWeb
import Logging
import ServiceLifecycle
import UnixSignals

/// A running host: the web server at once, everything else as soon as the database is there.
struct HostServer: Sendable {
    let parts: HostParts
    let address: ListenAddress
    let firstFile: TenantsFile
    let demoLogins: String?
    let isDevelopment: Bool
    /// Told the port once requests are served.
    var onListening: @Sendable (_ port: Int) -> Void = { _ in }
    /// What stands between the web server and the plugins, if anything.
    var decorate: @Sendable (any PluginDispatching) -> any PluginDispatching = { $0 }
    /// Ends the server when it returns; nil for one that only signals end.
    var runsUntil: (@Sendable () async -> Void)?

    /// Runs until SIGTERM or SIGINT, then lets what is under way end.
    /// - Throws: ``Failure`` if the address cannot be listened on.
    func run() async throws {
        let web = try makeWebServer()
        let loader = PluginLoader(parts: parts, file: firstFile, develops: isDevelopment)
        let startup = Startup(parts: parts, file: firstFile, demoLogins: demoLogins, loader: loader)
        let reload = ConfigurationReload(parts: parts, firstFile: firstFile, loader: loader)
        let logger = parts.logger
        let application = web.application { [onListening] channel in
            logger.info("listening", metadata: ["address": "\(channel.localAddress.map(String.init(describing:)) ?? "?")"])
            onListening(channel.localAddress?.port ?? 0)
        }
        let ending = runsUntil.map { end in
            ServiceGroupConfiguration.ServiceConfiguration(
                service: BackgroundService { await end() }, successTerminationBehavior: .gracefullyShutdownGroup)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: application, successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: BackgroundService { await startup.run() }, successTerminationBehavior: .ignore),
                    .init(service: BackgroundService { await DatabaseProbe(parts: self.parts).run() }, successTerminationBehavior: .ignore),
                    .init(service: BackgroundService { await reload.run() }, successTerminationBehavior: .ignore),
                    .init(
                        service: ShutdownHook {
                            self.parts.health.stop()
                            web.endStreams()
                        }, successTerminationBehavior: .ignore),
                ] + (ending.map { [$0] } ?? []), gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        do {
            try await group.run()
        } catch {
            let known = WebServerError(starting: error, host: address.host, port: address.port)?.message
            throw Failure(.unavailable, known ?? "the server on \(address.host):\(address.port) ended: \(error)")
        }
        logger.info("stopped")
    }

    private func makeWebServer() throws -> WebServer {
        var configuration = WebConfiguration(host: address.host, port: address.port, version: Release.version)
        configuration.reloadsTemplates = isDevelopment
        // A demo on one machine is one address for all its users; on a network the limits are on.
        if configuration.isLoopback { configuration.rateLimits = nil }
        let adapter = PluginAdapter(parts.plugins)
        let tenants = TenantAdapter(
            directory: parts.directory, toggle: parts.toggle, plugins: parts.plugins,
            consents: parts.consents, audit: AuditLog(database: parts.connection.database), logger: parts.logger)
        let collaborators = WebCollaborators(
            identity: SessionAdapter(identity: parts.identity), plugins: decorate(adapter),
            events: EventAdapter(bus: parts.events, plugins: parts.plugins),
            tenants: tenants,
            jobs: JobAdapter(queue: parts.scheduler.queue), usage: UsageAdapter(directory: parts.directory, plugins: parts.plugins),
            secrets: SecretAdapter(
                plugins: parts.plugins, store: parts.secrets, directory: parts.directory, rollouts: parts.rollouts),
            versions: VersionAdapter(
                rollouts: parts.rollouts, directory: parts.directory, consents: parts.consents, plugins: parts.plugins),
            grants: GrantAdapter(plugins: parts.plugins, directory: parts.directory, consents: parts.consents),
            notary: NotaryAdapter(
                notary: parts.notary,
                pins: parts.pinner?.store ?? PinStore(database: parts.connection.database, host: HostName.current, providers: [])),
            health: parts.health, metrics: parts.metrics, logger: Logger(label: "web"))
        do {
            try HostMetrics.register(parts)
            return try WebServer(configuration, collaborators)
        } catch {
            throw Failure(.failed, "the web server cannot be made: \(error)")
        }
    }
}
