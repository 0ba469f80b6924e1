/// What a rule wants of its plan, with the reason for a person.
enum RuleVerdict: Sendable, Equatable {
    /// Miners are to be off.
    case curtail(String)
    /// Miners are to be on.
    case resume(String)
    /// What is, stays.
    case stay(String)

    var reason: String {
        switch self {
        case .curtail(let reason), .resume(let reason), .stay(let reason): reason
        }
    }
}
