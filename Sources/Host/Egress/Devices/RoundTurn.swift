/// Decides whose exchange begins next: the tenant with the fewest open connections, within it the round with the fewest.
///
/// So a tenant whose thousands of devices are dead delays nobody: each slot that comes free goes to whoever holds less.
struct RoundTurn: Sendable {
    let tenantOpenCount: Int
    let roundOpenCount: Int
    /// When this round last began an exchange; equals take turns.
    let lastTurn: UInt64

    func comes(before other: RoundTurn) -> Bool {
        if tenantOpenCount != other.tenantOpenCount { return tenantOpenCount < other.tenantOpenCount }
        if roundOpenCount != other.roundOpenCount { return roundOpenCount < other.roundOpenCount }
        return lastTurn < other.lastTurn
    }
}
