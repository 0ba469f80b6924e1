import Foundation

/// `openssl s_server` with a certificate for one name, signed by an authority made for the test. Ends with `stop()`.
final class SecureServer: Sendable {
    /// The authority's certificate, PEM.
    let authority: String
    let port: UInt16
    private let process: Process
    private let folder: String

    struct Failure: Error { let text: String }

    /// Makes the certificates and starts the server on a free port.
    init(name: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hashinsight-tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.folder = folder
        authority = "\(folder)/ca.crt"
        let script = """
            cd "$1"
            key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
            openssl req -x509 $key -keyout ca.key -out ca.crt -days 2 -subj "/CN=test authority"
            openssl req -new $key -keyout server.key -out server.csr -subj "/CN=$2"
            printf 'subjectAltName=DNS:%s\\n' "$2" > server.ext
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile server.ext -out server.crt -days 2
            """
        let making = Process()
        making.executableURL = URL(filePath: "/bin/sh")
        making.arguments = ["-ec", script, "sh", folder, name]
        making.standardError = FileHandle.nullDevice
        making.standardOutput = FileHandle.nullDevice
        try making.run()
        making.waitUntilExit()
        guard making.terminationStatus == 0 else { throw Failure(text: "openssl made no certificates") }
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "\(folder)/server.crt", "-key", "\(folder)/server.key", "-www",
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
            process.terminate()
            throw Failure(text: "openssl s_server does not listen: \(text)")
        }
        port = found
    }

    func stop() {
        process.terminate()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
