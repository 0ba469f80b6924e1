/// How the server listens and what it bears.
package struct WebConfiguration: Sendable {
    package var host: String
    package var port: Int
    /// Largest body of a request in bytes.
    package var maximumBodyBytes = 1 << 20
    /// Largest head of a request in bytes, and fields in it.
    package var maximumHeaderBytes = 32 << 10
    package var maximumHeaderFields = 100
    /// A request whose head has not come within this time, or a connection that is idle for so long, is closed.
    package var readTimeoutSeconds = 30
    /// A body must be there within this time after its head.
    package var bodyTimeoutSeconds = 15
    package var maximumConnections = 10_000
    package var maximumEventStreams = 5_000
    package var maximumEventStreamsPerMember = 20
    package var heartbeatSeconds = 15
    /// Per address and second; nil switches the limits off.
    package var rateLimits: RateLimits? = RateLimits()
    /// Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.
    package var trustedProxies: Set<String> = []
    /// Whether browsers reach the host by https always: `__Host-` cookie and HSTS, whatever the connection.
    package var isAlwaysSecure = false
    /// Templates, static files and catalogues of the host; nil looks beside the executable.
    package var resourcesDirectory: String?
    /// Bootstrap, Chart.js and htmx; nil looks beside the build.
    package var vendorDirectory: String?
    /// Whether templates are read again for every page: for those who write them.
    package var reloadsTemplates = false
    package var version: String

    package init(host: String, port: Int, version: String) {
        self.host = host
        self.port = port
        self.version = version
    }

    /// Whether only this machine can reach the address.
    package var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

/// Limits per client address.
package struct RateLimits: Sendable, Equatable {
    /// A steady rate and how many may come at once.
    package struct Limit: Sendable, Equatable {
        package var perSecond: Double
        package var burst: Int
        package init(perSecond: Double, burst: Int) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }
    package var api: Limit
    package var login: Limit

    package init(api: Limit = Limit(perSecond: 10, burst: 20), login: Limit = Limit(perSecond: 5, burst: 5)) {
        self.api = api
        self.login = login
    }
}
