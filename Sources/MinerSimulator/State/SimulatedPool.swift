/// A pool that a device was told.
struct SimulatedPool: Sendable, Equatable {
    var url: String
    var user: String
    var password: String
}
