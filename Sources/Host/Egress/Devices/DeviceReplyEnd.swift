/// When a device's reply ends; the numbers of the contract's `HI_DEVICE_END`.
package enum DeviceReplyEnd: Int, Sendable, CaseIterable {
    /// When the device closes the connection.
    case close = 0
    /// At a NUL byte, which is the last byte handed over, or when the device closes.
    case nulByte = 1
    /// After a frame: four bytes of its length, the low one first, and as many more. All of them are handed over.
    case lengthPrefix = 2
}
