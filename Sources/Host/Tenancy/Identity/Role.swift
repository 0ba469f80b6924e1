/// What a member may do within its tenant; each role includes the ones below.
package enum Role: String, Sendable, Hashable, Comparable, CaseIterable, Codable {
    /// Reads.
    case guest
    /// Works.
    case user
    /// Manages the tenant's settings and members.
    case admin
    /// Everything within the tenant.
    case owner

    private var rank: Int {
        switch self {
        case .guest: 0
        case .user: 1
        case .admin: 2
        case .owner: 3
        }
    }

    /// Orders by what a role may: guest, user, admin, owner.
    package static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }
}
