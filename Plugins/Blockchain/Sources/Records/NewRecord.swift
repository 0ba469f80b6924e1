/// A record that is to be notarized.
struct NewRecord: Sendable {
    let kind: String
    let id: String
    let body: [UInt8]
}

/// The kinds that the plugin gathers by itself; nobody else may write records of them.
enum GatheredKind: String, CaseIterable, Sendable {
    case curtailment
    case invoice
    case telemetry
}
