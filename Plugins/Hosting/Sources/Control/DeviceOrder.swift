/// One thing that one device is to do.
struct DeviceOrder: Sendable, Equatable {
    /// The miner.
    var minerId: Int64
    /// Where it answers, an IPv4 or IPv6 address.
    var address: String
    /// Where it answers the CGMiner API; other ports follow from the firmware and the settings.
    var port: UInt16
    /// The firmware as it was last read, name first; nil where the device was never read.
    var firmware: String?
    var action: DeviceAction
}
