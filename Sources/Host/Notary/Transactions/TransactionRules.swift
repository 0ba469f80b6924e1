package import Ethereum

/// How patient the notary is. Durations in nanoseconds of the monotonic clock.
package struct TransactionRules: Sendable, Hashable {
    /// After which a transaction that no node knows is sent again.
    package var resendNanos: UInt64
    /// After which one that waits in a pool is replaced by a dearer one; also one of which nodes say that a dearer one is there, then ever
    /// more seldom.
    package var replaceNanos: UInt64
    /// After which a nonce that something unknown has used counts as used elsewhere.
    package var strangerNanos: UInt64
    /// Without a new block after which the chain counts as halted.
    package var haltNanos: UInt64
    /// In wei per gas, all that is ever offered.
    package var feeCap: UInt256

    /// - Parameter feeCap: In wei per gas.
    package init(
        feeCap: UInt256, resendNanos: UInt64 = 10_000_000_000, replaceNanos: UInt64 = 30_000_000_000,
        strangerNanos: UInt64 = 30_000_000_000, haltNanos: UInt64 = 60_000_000_000
    ) {
        self.feeCap = feeCap
        self.resendNanos = resendNanos
        self.replaceNanos = replaceNanos
        self.strangerNanos = strangerNanos
        self.haltNanos = haltNanos
    }
}
