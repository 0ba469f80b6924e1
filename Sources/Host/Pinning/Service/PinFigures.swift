/// How the pinning at one provider is doing on this host, as it was last seen.
package struct PinFigures: Sendable, Hashable {
    /// Whether this host asks the provider; another one does otherwise.
    package var isHolder = false
    /// Objects that the provider took, and gave back.
    package var pinned: UInt64 = 0
    package var removed: UInt64 = 0
    /// Objects that it had still when it was asked, and that it had no more.
    package var checked: UInt64 = 0
    package var lost: UInt64 = 0
    /// Bytes that it was sent.
    package var sentBytes: UInt64 = 0
    /// Failures by kind.
    package var failures: [PinFault.Code: UInt64] = [:]
    /// What an operator should know; nil while nothing is wrong.
    package var trouble: String?

    package init() {}
}
