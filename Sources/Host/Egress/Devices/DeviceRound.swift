/// Many exchanges that belong together, and what holds for all of them.
package struct DeviceRound: Sendable {
    /// Whose round it is: connections are shared out fairly between tenants.
    package var tenantKey: Int64
    /// Rows of one address and port run one after the other, in this order.
    package var exchanges: [DeviceExchange]
    /// Where this tenant may connect to.
    package var grants: NetworkGrant
    /// Longest wait for a connection, in milliseconds.
    package var connectTimeoutMilliseconds = 2_000
    /// Longest whole exchange from connect to end, in milliseconds.
    package var timeoutMilliseconds = 5_000
    /// A reply of more bytes ends as `tooLarge`.
    package var maximumReplyBytes = 262_144
    /// Tries per exchange if it was refused, reset or timed out while connecting; at least 1.
    package var attempts = 1
    /// Mean pause between tries, in milliseconds; the real one lies between half and one and a half of it.
    package var attemptPauseMilliseconds = 250
    /// When a reply ends.
    package var end = DeviceReplyEnd.close
    /// `EventLoop.nowNanos()` at which everything that has not ended ends.
    package var deadlineNanos: UInt64 = .max
    /// Most connections of this round at once, where it should be fewer than the tenant's limit.
    package var connectionLimit: Int?
    /// What this round shares its connections with others of, or nil.
    package var budget: (any ConnectionBudget)?

    /// A round with the defaults of `hashinsight/device.h`.
    package init(tenantKey: Int64, exchanges: [DeviceExchange], grants: NetworkGrant) {
        self.tenantKey = tenantKey
        self.exchanges = exchanges
        self.grants = grants
    }
}
