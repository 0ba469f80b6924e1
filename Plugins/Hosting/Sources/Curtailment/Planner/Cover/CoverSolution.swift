/// What was chosen of a `CoverProblem`, with the proof of how good it is.
struct CoverSolution: Sendable, Equatable {
    /// Indices of the items, rising.
    let items: [Int]
    let powerWatts: Int64
    let hashrateGHs: Int64
    /// No choice that reaches the target loses less than this.
    let lowerBoundGHs: Int64
    /// Steps of the search, by which its effort is limited.
    var steps = 0

    /// Whether it is the optimum, proven by the bound.
    var isProven: Bool { lowerBoundGHs >= hashrateGHs }
    /// What might still be saved at most.
    var gapGHs: Int64 { max(0, hashrateGHs - lowerBoundGHs) }
}
