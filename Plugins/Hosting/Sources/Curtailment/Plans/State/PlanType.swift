/// What made a plan.
enum PlanType: String, Sendable, CaseIterable {
    /// Somebody, for now.
    case manual
    /// Somebody, for a time; or a weekly window.
    case scheduled
    /// A price or a power cap.
    case automatic
}
