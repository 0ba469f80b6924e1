internal import CLinux
internal import Glibc

/// The system calls of a device's listening socket.
struct ListeningSocket {
    let descriptor: Int32
    /// Connections that fill the queue of a blackholed device.
    private var fillers: [Int32] = []

    /// Opens the port. `backlog` 0 with fillers makes later connection attempts get no answer.
    ///
    /// Throws `MinerSimulatorError` with the address.
    init(_ miner: SimulatedMiner, port: UInt16, isBlackhole: Bool) throws(MinerSimulatorError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ListeningSocket.failed(miner, port) }
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
        // The request comes with the connection, so that one wake-up answers it.
        if !isBlackhole { setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_DEFER_ACCEPT, &on, size) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = miner.addressBits.bigEndian
        let status = ListeningSocket.withAddress(&address) { Glibc.bind(descriptor, $0, $1) }
        guard status == 0, listen(descriptor, isBlackhole ? 0 : 128) == 0 else {
            let error = ListeningSocket.failed(miner, port)
            Glibc.close(descriptor)
            throw error
        }
        guard isBlackhole else { return }
        for _ in 0..<3 {
            let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard filler >= 0 else { break }
            _ = ListeningSocket.withAddress(&address) { Glibc.connect(filler, $0, $1) }
            fillers.append(filler)
        }
    }

    func close() {
        for filler in fillers { Glibc.close(filler) }
        Glibc.close(descriptor)
    }

    /// The next connection, or nil if none waits. It blocks by default: every call on it must say that it does not wait.
    func accept() -> Int32? {
        let accepted = Glibc.accept(descriptor, nil, nil)
        return accepted >= 0 ? accepted : nil
    }

    private static func withAddress(_ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    private static func failed(_ miner: SimulatedMiner, _ port: UInt16) -> MinerSimulatorError {
        let code = errno
        let hint = code == EMFILE ? "; raise the limit of open files (ulimit -n)" : code == EADDRINUSE ? "; another simulator runs" : ""
        return MinerSimulatorError(
            .listen, "cannot listen on \(miner.address):\(port): \(String(cString: strerror(code)))\(hint)", errorNumber: code)
    }
}
