package import Ethereum

/// Where a tenant's bytes are pinned, and where not yet, and why.
package struct PinReport: Sendable, Hashable {
    /// How far it has come.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// Stored here; no provider has it.
        case pending
        /// One provider has it at least.
        case pinned
        /// None has it and none is tried any more: the operator has to look.
        case failed
        /// Not wanted any more; one provider has it still.
        case removing
        /// Not wanted any more, and gone wherever it was.
        case removed
    }

    /// How it stands at one provider.
    package enum PlaceState: String, Sendable, Hashable, CaseIterable {
        /// To be handed over; again after a failure.
        case pending
        /// Handed over; the provider works on it.
        case pinning
        case pinned
        /// The provider would refuse it each time.
        case parked
        case removed
    }

    /// One provider.
    package struct Place: Sendable, Hashable {
        package let provider: String
        package let state: PlaceState
        /// What happened at the last try; nil while nothing is wrong.
        package let problem: String?

        package init(provider: String, state: PlaceState, problem: String?) {
            self.provider = provider
            self.state = state
            self.problem = problem
        }
    }

    package let cid: CID
    package let state: State
    /// By provider.
    package let places: [Place]

    package init(cid: CID, isWanted: Bool, places: [Place]) {
        self.cid = cid
        self.places = places.sorted { $0.provider < $1.provider }
        func any(_ states: PlaceState...) -> Bool { places.contains { states.contains($0.state) } }
        if !isWanted {
            state = places.allSatisfy { $0.state == .removed } ? .removed : .removing
        } else if any(.pinned) {
            state = .pinned
        } else {
            state = any(.parked) && !any(.pending, .pinning) ? .failed : .pending
        }
    }
}
