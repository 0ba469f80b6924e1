internal import CLinux
internal import Glibc

/// The system calls on a device's TCP socket. None blocks. Failures are `errno` values.
struct DeviceSocket {
    enum Opening {
        case opened(DeviceSocket)
        /// The process or the machine has no descriptor or memory left for a socket.
        case noDescriptor
        /// No local port is free for this destination, or no local address fits it.
        case noLocalPort
        case failed(Int32)
    }

    enum Transfer {
        case count(Int)
        case wouldBlock
        case failed(Int32)
    }

    let descriptor: Int32

    /// Makes a socket and begins to connect it.
    static func connect(to address: IPAddress, port: UInt16) -> Opening {
        let family: Int32
        switch address {
        case .v4: family = AF_INET
        case .v6: family = AF_INET6
        }
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            switch errno {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .noDescriptor
            default: return .failed(errno)
            }
        }
        let made = DeviceSocket(descriptor: descriptor)
        guard made.connect(address, port) != 0, errno != EINPROGRESS else { return .opened(made) }
        let code = errno
        Glibc.close(descriptor)
        return code == EADDRNOTAVAIL || code == EAGAIN ? .noLocalPort : .failed(code)
    }

    private func connect(_ address: IPAddress, _ port: UInt16) -> Int32 {
        switch address {
        case .v4(let bits):
            var target = sockaddr_in()
            target.sin_family = sa_family_t(AF_INET)
            target.sin_port = port.bigEndian
            target.sin_addr.s_addr = bits.bigEndian
            return withUnsafeBytes(of: &target) { connect($0) }
        case .v6(let bits):
            var target = sockaddr_in6()
            target.sin6_family = sa_family_t(AF_INET6)
            target.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &target.sin6_addr) { $0.storeBytes(of: bits.bigEndian, as: UInt128.self) }
            return withUnsafeBytes(of: &target) { connect($0) }
        }
    }

    private func connect(_ target: UnsafeRawBufferPointer) -> Int32 {
        guard let start = target.bindMemory(to: sockaddr.self).baseAddress else { return -1 }
        return Glibc.connect(descriptor, start, socklen_t(target.count))
    }

    /// Sends without waiting for the answer to earlier segments; of use only to requests of several segments.
    func sendSmallSegmentsAtOnce() {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The error that ended the attempt to connect, 0 if none has.
    func connectError() -> Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        return code
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        transfer { Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    }

    /// A count of 0 is the end of the stream.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        transfer { Glibc.recv(descriptor, buffer.baseAddress, buffer.count, 0) }
    }

    private func transfer(_ call: () -> Int) -> Transfer {
        while true {
            let count = call()
            if count >= 0 { return .count(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: return .failed(errno)
            }
        }
    }

    /// Closes; an abort resets the connection, so that neither its port nor unread bytes linger.
    func close(isAbort: Bool) {
        if isAbort {
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        }
        Glibc.close(descriptor)
    }
}
