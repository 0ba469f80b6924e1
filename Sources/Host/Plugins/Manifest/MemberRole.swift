/// What a member may do in a tenant; each role may do what the ones before it may.
package enum MemberRole: String, Sendable, CaseIterable {
    case guest, user, admin, owner
}
