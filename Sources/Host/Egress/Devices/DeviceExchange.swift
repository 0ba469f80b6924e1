/// One question to one device: connect, send, read to the end, close.
package struct DeviceExchange: Sendable {
    /// The caller's name for this exchange; comes back in the reply. Need not be unique.
    package let key: Int64
    /// Where to; nil if the caller's text was no numeric address, which ends as `notGranted`.
    package let address: IPAddress?
    /// TCP port.
    package let port: UInt16
    /// Sent as it is. May be empty for a device that speaks first.
    package let request: [UInt8]

    /// An exchange.
    package init(key: Int64, address: IPAddress?, port: UInt16, request: [UInt8]) {
        self.key = key
        self.address = address
        self.port = port
        self.request = request
    }
}
