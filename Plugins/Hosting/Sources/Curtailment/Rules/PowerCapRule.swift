/// Keeps a site below a cap of power. Pure.
///
/// Curtails down to a margin below the cap, and resumes only what fits below that margin again, so that it does not swing at the cap.
struct PowerCapRule: Sendable, Equatable {
    var capWatts: Int64
    /// How far below the cap it brings the site, and must find it before miners come back.
    var marginPercent: Double = 3

    /// A plan of the rule that holds miners off.
    struct Held: Sendable, Equatable {
        let planId: Int64
        /// What its miners drew before, and so will draw again.
        let watts: Double
    }

    /// What the rule wants now: the power to come down to, or the plan to end.
    enum Wish: Sendable, Equatable {
        case curtail(toWatts: Int64, finding: RuleFinding)
        case resume(planId: Int64, finding: RuleFinding)
        case stay(RuleFinding)

        /// Whether what is off would, switched on, bring the site above the cap, as far as is known: plans must not end by their time.
        var needsHeld: Bool {
            switch self {
            case .curtail, .stay(.noRoom), .stay(.planMoves): true
            case .resume, .stay: false
            }
        }
    }

    /// Where the margin begins.
    var calmWatts: Double { Double(capWatts) * (1 - marginPercent / 100) }

    /// - Parameters:
    ///   - watts: What the site draws by fresh readings; nil where too little of it is known to act on.
    ///   - held: Plans of the rule whose reduction stands, the youngest last.
    ///   - returningWatts: What miners of the rule's plans will draw again that are on their way back and still off.
    ///   - isMoving: Whether miners of the rule's plans are going off, so that what is measured is about to fall.
    func wish(watts: Double?, held: [Held], returningWatts: Double = 0, isMoving: Bool) -> Wish {
        guard let watts else { return .stay(.powerUnknown) }
        let measured = Int64(saturating: watts)
        if isMoving { return .stay(.planMoves(watts: measured, capWatts: capWatts)) }
        if watts > Double(capWatts) {
            return .curtail(toWatts: Int64(saturating: calmWatts), finding: .aboveCap(watts: measured, capWatts: capWatts))
        }
        guard let last = held.last else { return .stay(.belowCap(watts: measured, capWatts: capWatts)) }
        let more = Int64(saturating: last.watts)
        guard watts + returningWatts + last.watts <= calmWatts else {
            return .stay(.noRoom(watts: measured, capWatts: capWatts, moreWatts: more))
        }
        return .resume(planId: last.planId, finding: .room(watts: measured, capWatts: capWatts, moreWatts: more))
    }
}
