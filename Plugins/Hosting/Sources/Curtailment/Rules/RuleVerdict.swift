/// What a rule wants of its plan, with the finding that says why.
enum RuleVerdict: Sendable, Equatable {
    /// Miners are to be off.
    case curtail(RuleFinding)
    /// Miners are to be on.
    case resume(RuleFinding)
    /// What is, stays.
    case stay(RuleFinding)

    var finding: RuleFinding {
        switch self {
        case .curtail(let finding), .resume(let finding), .stay(let finding): finding
        }
    }
}
