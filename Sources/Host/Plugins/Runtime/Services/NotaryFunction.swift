/// The functions of `hashinsight.notary/1`; the numbers are those of a worker's frames.
package enum NotaryFunction: Int, CaseIterable, Sendable {
    case submit
    case receipt
    case pin
    case pinned
    case unpin

    /// As a worker names it; nil for a number that none has.
    package init?(frame number: Int32) { self.init(rawValue: Int(number)) }

    /// Whether anything is otherwise after it than before.
    var mayChange: Bool { self != .receipt && self != .pinned }

    /// Whether it answers where a pin stands.
    package var tellsOfPin: Bool { self == .pin || self == .pinned }
}
