package import EventLoop
internal import Synchronization

/// How the engine reaches the world.
package struct HTTPEngineOptions: Sendable {
    /// Who asks, at the beginning of `User-Agent`.
    package var userAgent = "HashInsight/1"
    /// A file with certificates to trust in place of the system's, PEM; nil for the system's.
    package var certificateAuthorities: String?
    /// Names that are not asked for, `NAME:PORT:ADDRESS[,ADDRESS]`. They are vetted as any other.
    package var fixedNames: [String] = []

    package init() {}
}

/// Outgoing HTTP for all instances, on libcurl, on one event loop of its own.
///
/// Thread: any, for every function; none blocks.
package final class HTTPEngine: Sendable {
    let loop: EventLoop
    let options: HTTPEngineOptions
    private let pools = Mutex<[ObjectIdentifier: HTTPPoolCore]>([:])

    /// Starts the loop's thread. Throws `EventLoopError` if there is none to be had.
    package init(options: HTTPEngineOptions = HTTPEngineOptions()) throws(EventLoopError) {
        precondition(CurlLibrary.isReady, "libcurl could not be set up")
        loop = try EventLoop(name: "http")
        self.options = options
        loop.execute { HTTPSocket.ignoreBrokenPipesOnThisThread() }
    }

    /// A pool of connections of its own: nothing of what one instance has opened serves another.
    ///
    /// - Parameter product: Who asks, after the host's own name in `User-Agent`, such as `hosting/1.0.0`.
    package func pool(grant: HTTPGrant, product: String, limits: HTTPLimits = HTTPLimits()) -> HTTPPool {
        let core = HTTPPoolCore(
            loop: loop, options: options, userAgent: "\(options.userAgent) (\(product))", limits: limits
        ) { [weak self] core in
            _ = self?.pools.withLock { $0.removeValue(forKey: ObjectIdentifier(core)) }
        }
        pools.withLock { $0[ObjectIdentifier(core)] = core }
        return HTTPPool(core, loop: loop, grant: grant, limits: limits)
    }

    /// Ends all requests now; their completions still come. Requests that are started later are not touched.
    package func cancelAll() {
        let cores = pools.withLock { Array($0.values) }
        loop.execute { for core in cores { core.stopAll(OutgoingError(.cancelled, "the host is ending")) } }
    }

    /// Ends all requests and the loop's thread. Thread: not the loop's and not the cooperative pool's: it waits.
    package func shutdown() {
        cancelAll()
        loop.shutdown()
    }
}
