import PluginKit

/// What a rule tells at one moment, of all its miners together.
struct AlertNotice: Sendable {
    let rule: AlertRule
    let at: Timestamp
    /// Told for the first time.
    let opened: [AlertRecord]
    let recovered: [AlertRecord]
    /// Told before and still so. Those of a repeated notice that nobody has acknowledged.
    let standing: [AlertRecord]
    /// How many are open, acknowledged ones too.
    let openCount: Int
    /// Whether the repeat interval of what stands is over.
    let isRepeat: Bool
}
