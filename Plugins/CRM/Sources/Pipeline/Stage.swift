/// A stage that something passes through. What may follow what is a pure table; nothing else decides it.
protocol Stage: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String, AllCases == [Self] {
    /// What may come next, the likeliest first.
    var next: [Self] { get }
}

extension Stage {
    /// The stages from which this one may be entered.
    var sources: [Self] { Self.allCases.filter { $0.next.contains(self) } }

    static var words: [String] { allCases.map(\.rawValue) }
}
