/// What a member may do, from least to most.
package enum MemberRole: String, Sendable, CaseIterable, Comparable {
    case guest, user, admin, owner

    private var rank: Int { Self.allCases.firstIndex(of: self)! }

    /// Orders by what a role may: guest, user, admin, owner.
    package static func < (left: MemberRole, right: MemberRole) -> Bool { left.rank < right.rank }
}
