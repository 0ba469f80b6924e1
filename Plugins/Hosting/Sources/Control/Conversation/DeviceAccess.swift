/// What an adapter needs besides the order: where devices listen, what opens them, the time, and chance.
struct DeviceAccess: Sendable {
    var address: String
    /// Of the CGMiner API.
    var port: UInt16
    var webPort: UInt16 = 80
    /// Of MicroBT's API 3.
    var whatsminerPort: UInt16 = 4_433
    var passwords = DevicePasswords()
    /// Of the host's clock: some firmware is told when to act.
    var unixSeconds: Int64 = 0
    /// Not told to anybody before: digest authentication wants a number of the client's own.
    var nonce: UInt64 = 0
    /// In which the device hashed when an order last found it at work; nil where none is known.
    var workMode: String?

    /// The value of the header `Host` for a port.
    func host(_ port: UInt16) -> String {
        let name = address.contains(":") ? "[\(address)]" : address
        return port == 80 ? name : "\(name):\(port)"
    }
}
