/// Names one request that was started.
package struct PostgresRequestID: Sendable, Hashable {
    let request: PendingRequest

    /// The same request.
    package static func == (left: PostgresRequestID, right: PostgresRequestID) -> Bool { left.request === right.request }

    /// By identity.
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(request)) }
}
