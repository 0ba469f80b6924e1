/// A pool as a device is told of it.
struct DevicePool: Sendable, Equatable {
    /// `stratum+tcp://host:port`.
    var url: String
    var user: String
    var password: String
}
