/// What became of one exchange.
package struct DeviceReply: Sendable {
    /// The exchange's key.
    package let key: Int64
    /// How it ended.
    package let outcome: DeviceOutcome
    /// The device's bytes as they came, a final NUL included.
    package let reply: [UInt8]
    /// From the last try's connect to the end, in microseconds.
    package let elapsedMicroseconds: Int64
    /// Why it was no reply, for people; empty if it was.
    package let detail: String
}
