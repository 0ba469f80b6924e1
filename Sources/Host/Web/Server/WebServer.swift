import HTTPTypes
import HummingbirdCore
package import Hummingbird
package import NIOCore

/// The host's HTTP server: its pages, its API, and the way to the plugins.
package struct WebServer: Sendable {
    private let configuration: WebConfiguration
    private let collaborators: WebCollaborators
    private let chain: ResponderChain
    private let streams: EventStreamRegistry

    /// Reads templates, static files and catalogues: call it before the event loops are busy.
    /// - Throws: `WebServerError` if they are missing or broken, `MetricsError` if a metric's name is taken otherwise.
    package init(_ configuration: WebConfiguration, _ collaborators: WebCollaborators) throws {
        self.configuration = configuration
        self.collaborators = collaborators
        let locator = try ResourceLocator(configuration: configuration)
        let assets = try HostAssets(locator)
        if assets.isVendorMissing {
            collaborators.logger.warning("Bootstrap, Chart.js and htmx were not found; pages are plain. Run scripts/fetch-assets.sh.")
        }
        let store = PluginAssetStore(hostCatalogues: assets.catalogues, reloads: configuration.reloadsTemplates)
        let pages = PageRenderer(
            assets: assets, store: store, plugins: collaborators.plugins, locator: locator, reloads: configuration.reloadsTemplates,
            hasNotary: collaborators.notary != nil)
        streams = EventStreamRegistry(
            maximum: configuration.maximumEventStreams, maximumPerMember: configuration.maximumEventStreamsPerMember)
        let table = HostRouteTable(Self.routes(configuration, collaborators, pages: pages, streams: streams))
        let bodyReader = BodyReader(configuration: configuration)
        let nowNanos: @Sendable () -> UInt64 = { NIODeadline.now().uptimeNanoseconds }
        chain = ResponderChain(
            steps: [
                RequestIDStep(trustedProxies: configuration.trustedProxies, isAlwaysSecure: configuration.isAlwaysSecure),
                try AccessLogStep(logger: collaborators.logger, metrics: collaborators.metrics),
                SecurityHeadersStep(),
                ErrorStep(pages: pages, logger: collaborators.logger),
                LimitsStep(configuration: configuration, nowNanos: nowNanos),
                SessionStep(identity: collaborators.identity, languages: assets.languages),
                // Once more, where reader and language are known: the outer one answers for the steps between.
                ErrorStep(pages: pages, logger: collaborators.logger),
                CSRFStep(bodyReader: bodyReader),
            ],
            last: RoutingResponder(
                table: table, plugins: PluginResponder(plugins: collaborators.plugins, pages: pages, bodyReader: bodyReader)))
    }

    /// The application, to run as a service. Ends its event streams by itself when `endStreams()` is called.
    /// - Parameter onListening: called once with the bound channel, when requests are served.
    package func application(onListening: @escaping @Sendable (any Channel) async -> Void = { _ in }) -> some ApplicationProtocol {
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: configuration.maximumHeaderBytes, maxHeaderListSize: configuration.maximumHeaderBytes,
            maxHeaderFieldCount: configuration.maximumHeaderFields)
        // A little longer than the body's own limit, so that a slow client is told 408 before it is cut off.
        let requestTimeout = TimeAmount.seconds(Int64(configuration.bodyTimeoutSeconds) + 2)
        let connections = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(requestTimeout: requestTimeout)],
            idleTimeout: .seconds(Int64(configuration.readTimeoutSeconds)), httpDecoderConfiguration: decoder)
        return Application(
            responder: chain,
            server: HTTPServerBuilder { responder in
                OnLoopConnections(base: HTTP1Channel(responder: responder, configuration: connections))
            },
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), backlog: 1_024,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.maximumConnections)),
            onServerRunning: onListening, logger: collaborators.logger)
    }

    /// Ends all event streams, so that a graceful shutdown need not wait for them; no new one begins. Any thread.
    package func endStreams() { streams.closeAll() }

    private static func routes(
        _ configuration: WebConfiguration, _ collaborators: WebCollaborators, pages: PageRenderer, streams: EventStreamRegistry
    ) -> [HostRoute] {
        let bodyReader = BodyReader(configuration: configuration)
        var routes = SessionEndpoints(identity: collaborators.identity, bodyReader: bodyReader, pages: pages).routes
        routes += TenantEndpoints(tenants: collaborators.tenants, plugins: collaborators.plugins, bodyReader: bodyReader).routes
        if let usage = collaborators.usage {
            routes += UsageEndpoints(usage: usage, tenants: collaborators.tenants).routes
            routes += UsagePage(usage: usage, tenants: collaborators.tenants, plugins: collaborators.plugins, pages: pages).routes
        }
        if let secrets = collaborators.secrets {
            routes += SecretEndpoints(secrets: secrets, tenants: collaborators.tenants, bodyReader: bodyReader).routes
        }
        if let grants = collaborators.grants { routes += GrantEndpoints(grants: grants, bodyReader: bodyReader).routes }
        if let versions = collaborators.versions {
            routes += VersionEndpoints(versions: versions, bodyReader: bodyReader).routes
            routes += VersionPages(versions: versions, tenants: collaborators.tenants, pages: pages, bodyReader: bodyReader).routes
        }
        if let notary = collaborators.notary {
            routes += NotaryEndpoints(notary: notary).routes
            routes += NotaryPage(notary: notary, pages: pages).routes
        }
        if let jobs = collaborators.jobs { routes += JobEndpoints(jobs: jobs).routes }
        routes +=
            EventEndpoints(
                events: collaborators.events, identity: collaborators.identity, registry: streams,
                heartbeat: .seconds(configuration.heartbeatSeconds)
            ).routes
        routes +=
            HealthEndpoints(
                health: collaborators.health, metrics: collaborators.metrics, version: configuration.version,
                readiness: ReadinessLog(logger: collaborators.logger)
            ).routes
        routes += StartEndpoints(plugins: collaborators.plugins, pages: pages, bodyReader: bodyReader).routes
        routes += AccountEndpoints(identity: collaborators.identity, pages: pages).routes
        routes +=
            OperatorEndpoints(tenants: collaborators.tenants, plugins: collaborators.plugins, pages: pages, bodyReader: bodyReader).routes
        routes += StaticEndpoints(assets: pages.assets, store: pages.store, plugins: collaborators.plugins).routes
        routes +=
            DocumentationEndpoints(version: configuration.version, hostRoutes: routes, plugins: collaborators.plugins, pages: pages).routes
        return routes
    }
}
