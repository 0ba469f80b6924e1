/// One route of a plugin, as its manifest declares it.
package struct RouteDeclaration: Sendable, Hashable {
    /// A part of the path between two slashes.
    package enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    package let name: String
    /// Upper case, such as `GET`.
    package let method: String
    package let segments: [Segment]
    /// The lowest role that may call it: guest, user, admin or owner.
    package let role: String
    package let isPage: Bool

    package init(name: String, method: String, segments: [Segment], role: String, isPage: Bool = false) {
        self.name = name
        self.method = method
        self.segments = segments
        self.role = role
        self.isPage = isPage
    }

    /// - Parameter path: Such as `/api/v1/hosting/miners/{id}`.
    package init(name: String, method: String, path: String, role: String, isPage: Bool = false) {
        self.init(
            name: name, method: method,
            segments: path.split(separator: "/").map {
                $0.hasPrefix("{") && $0.hasSuffix("}") ? .parameter(String($0.dropFirst().dropLast())) : .literal(String($0))
            }, role: role, isPage: isPage)
    }
}
