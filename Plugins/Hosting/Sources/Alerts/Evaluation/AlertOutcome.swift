/// What an evaluation changes.
struct AlertOutcome: Sendable {
    /// New records, without an id.
    var added: [AlertRecord] = []
    /// Records whose times have changed.
    var changed: [AlertRecord] = []
    /// Records that never opened and are over.
    var removed: [Int64] = []
    /// At most one a rule.
    var notices: [AlertNotice] = []
}
