import Glibc
import NIOCore

extension WebServerError {
    /// What is told when `run()` of the application failed to listen; nil if it failed of something else.
    package init?(starting error: any Error, host: String, port: Int) {
        guard let failure = error as? IOError else { return nil }
        let reason =
            switch failure.errnoCode {
            case EADDRINUSE: "another program listens there; choose another with --listen HOST:PORT or stop that program"
            case EACCES: "ports below 1024 need a privilege; choose another with --listen HOST:PORT"
            case EADDRNOTAVAIL: "this machine has no such address"
            default: String(cString: strerror(failure.errnoCode))
            }
        self.init(code: .cannotListen, message: "Cannot listen on \(host):\(port): \(reason).")
    }
}
