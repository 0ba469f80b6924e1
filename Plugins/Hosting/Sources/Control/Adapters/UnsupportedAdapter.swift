/// A firmware that nobody here knows how to order about: says so, sends nothing.
struct UnsupportedAdapter: DeviceAdapter {
    let firmware: String

    mutating func begin() -> DeviceStep { .done(DeviceVerdict(.unsupported, .noWay, ["firmware": firmware])) }
    mutating func take(_ reply: [UInt8]) -> DeviceStep { begin() }
}
