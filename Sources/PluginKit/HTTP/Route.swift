/// How a plugin answers one route of its manifest.
public struct Route: Sendable {
    /// The code behind a route.
    enum Handler: Sendable {
        case immediate(@Sendable (Request) throws -> Response)
        case asynchronous(@Sendable (Request) async throws -> Response)
    }

    /// The route's `name` in the manifest.
    public let name: String
    let handler: Handler

    /// A route answered by asynchronous code. It runs as a task on the plugin's own threads and is cancelled when whoever asked has gone
    /// or the deadline has passed. A `PluginError` that it throws becomes the HTTP status that fits its code.
    public init(_ name: String, _ handler: @escaping @Sendable (Request) async throws -> Response) {
        self.name = name
        self.handler = .asynchronous(handler)
    }

    private init(name: String, handler: Handler) {
        self.name = name
        self.handler = handler
    }

    /// A route answered at once, on the host's own thread, without a task: for answers computed from memory within a millisecond.
    ///
    /// The handler must not block: no file, no socket, no lock held for long.
    public static func immediate(_ name: String, _ handler: @escaping @Sendable (Request) throws -> Response) -> Route {
        Route(name: name, handler: .immediate(handler))
    }
}
