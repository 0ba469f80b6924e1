/// What is billed, or credited, of energy that was estimated because no reading tells it; it stands on the invoice.
enum UntoldRule: String, CaseIterable, Sendable {
    /// Nothing.
    case none
    /// All, as Hosting estimated it.
    case estimate

    static var words: [String] { allCases.map(\.rawValue) }
}
