import Glibc
import Synchronization

/// Addresses and ports on this machine that no other test run uses.
enum Loopback {
    private static let nextFleetPort = Mutex<UInt16>(20_000)

    /// An address of this process's own, so that several test runs and a demo can play miners at once.
    static let fleetAddress: String = "127.77.\(getpid() / 250 % 250 + 1).\(getpid() % 250 + 1)"

    /// The first of `count` ports at ``fleetAddress`` that no fleet of this process has had.
    static func fleetPorts(_ count: Int) -> UInt16 {
        nextFleetPort.withLock { next in
            defer { next += UInt16(count) }
            return next
        }
    }

    /// A port of 127.0.0.1 that nobody listens on now.
    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { Glibc.close(descriptor) }
        var address = Loopback.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard status else { throw TestFailure("no free port: \(String(cString: strerror(errno)))") }
        return UInt16(bigEndian: address.sin_port)
    }

    static func connect(_ descriptor: Int32, port: UInt16) -> Bool {
        var address = Loopback.address(port: port)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
