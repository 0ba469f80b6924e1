/// Which of `ResultLimits` a result was beyond, and by how much.
package enum ResultExcess: Sendable, Hashable {
    case rows(Int)
    /// As far as it was read.
    case bytes(Int)
}
