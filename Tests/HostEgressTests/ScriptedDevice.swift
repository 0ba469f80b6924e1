import Glibc
import Synchronization

/// A listening socket on 127.0.0.1 whose connections a closure treats one after the other, on a thread of its own.
final class ScriptedDevice: Sendable {
    let port: UInt16
    let acceptedCount = Atomic<Int>(0)
    private let descriptor: Int32
    private let accepts: Bool
    /// How many connections were open at once at most.
    let highestOpenCount = Atomic<Int>(0)

    /// - Parameter script: gets each connection's descriptor, which is closed when it returns.
    init(backlog: Int32 = 128, accepts: Bool = true, _ script: @escaping @Sendable (Int32) -> Void = { _ in }) {
        self.accepts = accepts
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(bind(descriptor, $0, size) == 0 && listen(descriptor, backlog) == 0)
                getsockname(descriptor, $0, &size)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard accepts else { return }
        Thread.start { [acceptedCountOwner = self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else {
                    // Closed here: closed by `stop`, the number could be another test's socket before this thread accepts again.
                    close(descriptor)
                    return
                }
                acceptedCountOwner.acceptedCount.wrappingAdd(1, ordering: .relaxed)
                script(connection)
                close(connection)
            }
        }
    }

    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        if !accepts { close(descriptor) }
    }

    /// Reads a request, whatever it is.
    static func readRequest(_ connection: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        _ = recv(connection, &buffer, buffer.count, 0)
    }

    static func send(_ text: String, to connection: Int32) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Waits until the other side has closed.
    static func waitForClose(_ connection: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while recv(connection, &buffer, buffer.count, 0) > 0 {}
    }
}

/// A thread for code that blocks.
enum Thread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func start(_ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { @Sendable argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(Body(run)).toOpaque())
        pthread_detach(thread)
    }
}
