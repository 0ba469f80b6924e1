/// A firmware that nobody here knows how to order about: says so, sends nothing.
struct UnsupportedAdapter: DeviceAdapter {
    let reason: String

    mutating func begin() -> DeviceStep { .done(DeviceVerdict(.unsupported, reason)) }
    mutating func take(_ reply: [UInt8]) -> DeviceStep { begin() }
}
