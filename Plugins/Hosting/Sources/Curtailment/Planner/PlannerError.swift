/// Why no plan can be made of what was given.
struct PlannerError: Error, Sendable, Equatable {
    /// What was wrong, for programs.
    enum Code: String, Sendable {
        /// More miners than a plan may have.
        case tooManyMiners = "too_many_miners"
        /// A power that no miner draws.
        case powerOutOfRange = "power_out_of_range"
        /// A rate that no miner has.
        case hashrateOutOfRange = "hashrate_out_of_range"
        /// Parts that do not fit each other.
        case malformed
    }

    let code: Code
    /// What was found and what was expected, for a person.
    let message: String

    /// Throws unless the condition holds.
    static func require(_ condition: Bool, _ code: Code, _ message: @autoclosure () -> String) throws(PlannerError) {
        if !condition { throw PlannerError(code: code, message: message()) }
    }
}
