internal import EventLoop
internal import Synchronization

/// The outgoing requests of one instance: its grant, its connections, its lines and breakers. Let go, it ends what is under way.
///
/// Thread: any, for every function; none blocks.
package final class HTTPPool: Sendable {
    package let grant: HTTPGrant
    private let limits: HTTPLimits
    private let core: HTTPPoolCore
    private let loop: EventLoop
    private let nextNumber = Atomic<UInt64>(1)

    init(_ core: HTTPPoolCore, loop: EventLoop, grant: HTTPGrant, limits: HTTPLimits) {
        self.core = core
        self.loop = loop
        self.grant = grant
        self.limits = limits
    }

    deinit { close() }

    /// Ends what is under way and every connection. Once is enough.
    package func close() {
        let core = core
        loop.execute { core.close(OutgoingError(.cancelled, "the instance has ended")) }
    }

    /// Throws ``OutgoingError`` with `hostNotGranted`, and what is granted, if requests to this URL are not.
    package func check(_ url: CheckedURL) throws(OutgoingError) {
        guard grant.allows(url.endpoint) else {
            throw OutgoingError(.hostNotGranted, "\(url.endpoint) is not granted; granted are \(grant.listing)")
        }
    }

    /// Starts a request.
    ///
    /// - Parameter completion: Told exactly once, on the engine's loop, with what the request has cost; must return within a millisecond.
    /// - Returns: Ends the request early; its completion still comes.
    /// - Throws: ``OutgoingError`` with `hostNotGranted`, and no completion follows.
    package func start(
        _ request: OutgoingRequest, completion: @escaping @Sendable (Result<OutgoingAnswer, OutgoingError>, HTTPTraffic) -> Void
    ) throws(OutgoingError) -> @Sendable () -> Void {
        try check(request.url)
        var request = request
        request.redirects = min(request.redirects, limits.redirects)
        let number = nextNumber.wrappingAdd(1, ordering: .relaxed).oldValue
        let transfer = HTTPTransfer(
            request, number: number, grant: grant, limits: limits, nowNanos: EventLoop.nowNanos(), completion: completion)
        loop.execute { [core] in core.start(transfer) }
        return { [core, loop] in
            loop.execute { core.stop(number, OutgoingError(.cancelled, "the request was cancelled")) }
        }
    }
}
