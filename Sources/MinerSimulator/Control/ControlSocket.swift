internal import EventLoop
internal import Glibc

/// The unix socket on which tests change running devices: one command a line, one answer a line, `ok …` or `error …`.
///
/// `@unchecked Sendable`: touched by its loop's thread alone, but for the constants and `close`, which hands over to it.
final class ControlSocket: EventHandler, @unchecked Sendable {
    private let path: String
    private let descriptor: Int32
    private let loop: EventLoop
    private unowned let simulator: MinerSimulator

    /// Listens at `path`, readable and writable for this user alone. A socket left there by an earlier run is replaced.
    ///
    /// Throws `MinerSimulatorError`.
    init(_ path: String, simulator: MinerSimulator, loop: EventLoop) throws(MinerSimulatorError) {
        self.path = path
        self.loop = loop
        self.simulator = simulator
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard !path.isEmpty, path.utf8.count <= room else {
            throw MinerSimulatorError(.control, "control socket path '\(path)': expected 1 to \(room) bytes")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ControlSocket.failed(path) }
        unlink(path)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0, chmod(path, 0o600) == 0, listen(descriptor, 16) == 0 else {
            let error = ControlSocket.failed(path)
            Glibc.close(descriptor)
            throw error
        }
        loop.execute { loop.register(self.descriptor, .read, self) }
    }

    func ready(_ events: Interest) {
        let accepted = Glibc.accept(descriptor, nil, nil)
        guard accepted >= 0 else { return }
        let connection = ControlConnection(accepted, loop: loop, simulator: simulator)
        loop.register(accepted, .read, connection)
    }

    func close() {
        loop.execute {
            self.loop.unregister(self.descriptor)
            Glibc.close(self.descriptor)
            unlink(self.path)
        }
    }

    private static func failed(_ path: String) -> MinerSimulatorError {
        let code = errno
        return MinerSimulatorError(
            .control, "cannot listen on the control socket \(path): \(String(cString: strerror(code)))", errorNumber: code)
    }
}
