/// How far a leaf has come. Ordered: each state includes those before it. A block that goes away takes `included` and `safe` back to `sent`;
/// nothing takes `finalized` back.
package enum NotaryState: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Stored; in no interval yet.
    case waiting
    /// In an interval whose transaction is signed and stored, but not sent.
    case sealed
    /// Given to the nodes of the chain; in no block.
    case sent
    /// In a block of the chain as it is now.
    case included
    /// In a block whose data stand on the chain below.
    case safe
    /// In a block that can no longer go away.
    case finalized

    /// By how far it is.
    package static func < (left: NotaryState, right: NotaryState) -> Bool { left.order < right.order }

    private var order: Int { Self.allCases.firstIndex(of: self)! }
}
