/// Something in a reply that was left out or repaired.
public struct ReadingWarning: Sendable, Equatable {
    /// What kind of trouble.
    public enum Kind: String, Sendable {
        case notANumber, negative, outOfRange, deadSensor, partFailed, repairedSyntax, truncated, unknownUnit
    }

    /// What kind of trouble.
    public let kind: Kind
    /// The field it was met in, and what was there.
    public let detail: String
}
