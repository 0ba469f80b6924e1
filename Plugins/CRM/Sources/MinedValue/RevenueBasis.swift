/// By what a contract with a share of the revenue has the worth of what was mined.
enum RevenueBasis: String, CaseIterable, Sendable {
    /// What somebody typed, such as the sum of a pool's statement.
    case typed
    /// The machines' hashrate and the network of each day. What is typed goes before it.
    case metered

    static var words: [String] { allCases.map(\.rawValue) }
}
