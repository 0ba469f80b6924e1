/// How one part of the host is.
package enum ComponentHealth: Sendable, Equatable {
    /// Works.
    case up
    /// Works with loss; the host still takes traffic.
    case degraded(reason: String)
    /// Does not work; the host asks to be left out of rotation.
    case down(reason: String)

    /// `up`, `degraded` or `down`.
    package var word: String {
        switch self {
        case .up: "up"
        case .degraded: "degraded"
        case .down: "down"
        }
    }

    /// Why, unless all is well.
    package var reason: String? {
        switch self {
        case .up: nil
        case .degraded(let reason), .down(let reason): reason
        }
    }
}
