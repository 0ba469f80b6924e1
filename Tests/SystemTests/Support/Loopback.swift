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

    /// The first of `count` addresses, 500 at most, in the demo's network at which nobody plays miners: neither a person's demo, which begins at
    /// 127.8.0.1, nor another test run.
    static func freeDemoFleet(count: UInt32 = 300) throws -> String {
        // Blocks of 512 addresses; the first is a person's.
        for attempt in 0..<100 {
            let block = 1 + (Int(getpid()) + attempt) % 127
            let first = UInt32(0x7F08_0000) + UInt32(block * 512) + 1
            if (0..<count).allSatisfy({ isFree(first + $0, port: 4_028) }) { return "127.8.\(block * 2).1" }
        }
        throw TestFailure("every block of 127.8.0.0/16 plays miners already")
    }

    private static func isFree(_ host: UInt32, port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { Glibc.close(descriptor) }
        var isReused: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
        var address = Loopback.address(port: port)
        address.sin_addr.s_addr = host.bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
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
