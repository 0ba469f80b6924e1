/// What is billed for hours of which no telemetry is there; it stands on the invoice.
enum GapRule: String, CaseIterable, Sendable {
    /// Nothing.
    case none
    /// The machine's mean power of the hours of the period in which it ran; nothing for a machine that never did.
    case estimate

    static var words: [String] { allCases.map(\.rawValue) }
}
