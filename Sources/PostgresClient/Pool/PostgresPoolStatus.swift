/// Counts of a pool at one moment, for `/metrics` and `/health/ready`.
package struct PostgresPoolStatus: Sendable, Hashable {
    /// Whether the last attempt to connect worked or a connection is open.
    package var isReachable = false
    /// Connections that are open.
    package var openConnections = 0
    /// Attempts to connect under way.
    package var connectingConnections = 0
    /// Sessions handed out.
    package var busySessions = 0
    /// Requests sent and not answered.
    package var requestsUnderWay = 0
    /// Requests and sessions that wait.
    package var waiting = 0
    /// Requests completed since the start, failed ones included.
    package var completedRequests: UInt64 = 0
    /// Requests that failed since the start.
    package var failedRequests: UInt64 = 0
    /// Requests that held up others on a shared connection, and were begun again on one of their own, since the start.
    package var movedRequests: UInt64 = 0
    /// Connections opened since the start.
    package var connectionsOpened: UInt64 = 0
    /// Connections lost (not closed by the pool) since the start.
    package var connectionsLost: UInt64 = 0
    /// Why the last attempt to connect failed, until one works.
    package var lastConnectError: String?

    /// Nothing open.
    package init() {}
}
