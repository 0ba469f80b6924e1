/// What another host, or this one, has changed; the payload of `NOTIFY hashinsight_tenancy`.
package enum TenancyNotification: Sendable, Hashable {
    static let channel = "hashinsight_tenancy"

    /// Tenants, members or instances; with the new generation.
    case tenancy(generation: Int64)
    /// A session has ended.
    case session(Int64)
    /// A member was changed or its sessions were ended.
    case member(Int64)
    /// Bundles were installed, removed or made to serve; with the new generation.
    case bundles(generation: Int64)
    /// A plugin's rollout began or changed; with its new revision.
    case rollouts(revision: Int64)
    /// The feed has (again) begun to listen: anything may have been missed before.
    case connected

    /// - Parameter payload: `tenancy 17`, `session 4`, `member 9`, `bundles 3` or `rollouts 5`; anything else is nil.
    package init?(payload: String) {
        let words = payload.split(separator: " ")
        guard words.count == 2, let number = Int64(words[1]) else { return nil }
        switch words[0] {
        case "tenancy": self = .tenancy(generation: number)
        case "session": self = .session(number)
        case "member": self = .member(number)
        case "bundles": self = .bundles(generation: number)
        case "rollouts": self = .rollouts(revision: number)
        default: return nil
        }
    }

    /// The payload to send; ``connected`` is never sent.
    package var payload: String {
        switch self {
        case .tenancy(let generation): "tenancy \(generation)"
        case .session(let id): "session \(id)"
        case .member(let id): "member \(id)"
        case .bundles(let generation): "bundles \(generation)"
        case .rollouts(let revision): "rollouts \(revision)"
        case .connected: "connected 0"
        }
    }
}
