/// A group of pools, of firmware that shares its hashrate among groups.
struct SimulatedPoolGroup: Sendable, Equatable {
    var id: Int
    var name: String
    var pools: [SimulatedPool]
}
