/// Shares between two readings of counters that begin anew with each start of the miner. Pure.
struct ShareCount: Equatable, Sendable {
    /// Accepted and refused together.
    let shares: Double
    let rejected: Double

    /// Nil if one of the readings is missing or no share came. After a restart the counters themselves are the count.
    init?(accepted: Int64?, rejected: Int64?, acceptedBefore: Int64?, rejectedBefore: Int64?) {
        guard let accepted, let rejected, let acceptedBefore, let rejectedBefore, accepted >= 0, rejected >= 0 else { return nil }
        let restarted = accepted < acceptedBefore || rejected < rejectedBefore
        let more = Double(accepted) - (restarted ? 0 : Double(acceptedBefore))
        let refused = Double(rejected) - (restarted ? 0 : Double(rejectedBefore))
        guard more + refused > 0 else { return nil }
        (shares, self.rejected) = (more + refused, refused)
    }
}
