/// How grave it is when a rule fires.
enum AlertSeverity: String, Sendable, CaseIterable {
    case info, warning, critical
}
