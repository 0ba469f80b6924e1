/// A method and a path that a plugin answers.
package struct Route: Sendable, Hashable {
    /// Unique in the plugin; crosses the contract with every request.
    package let name: String
    package let method: Method
    package let path: RoutePath
    /// The least role that may call it.
    package let role: MemberRole
    /// Answers a page in the host's frame, not JSON.
    package let isPage: Bool
    /// The kind of tenant that it is there for; nil for every kind. For others it does not exist.
    package let audience: Audience?

    /// Kinds of tenants that a route may be for alone.
    package enum Audience: String, Sendable, CaseIterable {
        case provider, client
    }

    /// Whether it is there for a tenant.
    package func isThere(forClient isClient: Bool) -> Bool { audience.map { ($0 == .client) == isClient } ?? true }

    /// The methods that a plugin may answer; HEAD follows from GET.
    package enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// Two routes with the same value cannot be told apart: the method and the path with every parameter's name left out.
    package var collisionKey: String { "\(method.rawValue) \(path.normalized)" }
}
