internal import Glibc

/// Why an exchange was no reply.
enum DeviceFailure: Sendable, Equatable {
    case system(Int32)
    case connectTimeout
    case timeout(receivedCount: Int)
    case tooLarge(limit: Int)
    case cutFrame(receivedCount: Int)
    case deadline
    case cancelled
    case notNumeric
    case notGranted
    case portNotGranted(UInt16)
    case noLocalPort

    /// For people.
    var detail: String {
        switch self {
        case .system(let number): String(cString: strerror(number))
        case .connectTimeout: "no answer to the connection attempt in time"
        case .timeout(let count): count == 0 ? "connected, but no byte came in time" : "the reply did not end in time; \(count) bytes came"
        case .tooLarge(let limit): "the reply is longer than \(limit) bytes"
        case .cutFrame(let count): "the device closed within a frame, after \(count) bytes"
        case .deadline: "the round's deadline passed"
        case .cancelled: "the round was cancelled"
        case .notNumeric: "the address is no numeric IPv4 or IPv6 address"
        case .notGranted: "the address lies outside the networks granted to this tenant"
        case .portNotGranted(let port): "port \(port) is none of those granted to the plugin"
        case .noLocalPort: "no local port or address to connect from"
        }
    }
}
