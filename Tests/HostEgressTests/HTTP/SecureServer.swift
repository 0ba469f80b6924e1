import Foundation
import TestSupport

/// `openssl s_server` with a certificate for one name, signed by an authority made for the test. Ends with `stop()`.
final class SecureServer: Sendable {
    /// The authority's certificate, PEM.
    let authority: String
    let port: UInt16
    private let process: Process
    private let certificates: TestAuthority

    struct Failure: Error { let text: String }

    /// Makes the certificates and starts the server on a free port.
    init(name: String) throws {
        let certificates = try TestAuthority(name: name)
        self.certificates = certificates
        authority = certificates.authority
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificates.certificate, "-key", certificates.key, "-www",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // It says where it listens: ACCEPT 127.0.0.1:PORT
        var text = ""
        var found: UInt16?
        while found == nil {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            text += String(decoding: data, as: UTF8.self)
            found = text.firstMatch(of: /ACCEPT [^\n]*:([0-9]+)\n/).flatMap { UInt16($0.1) }
        }
        guard let found else {
            kill(process.processIdentifier, SIGKILL)
            throw Failure(text: "openssl s_server does not listen: \(text)")
        }
        port = found
    }

    /// Killed, since it inherits which signals the tests do not hear.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        certificates.remove()
    }
}
