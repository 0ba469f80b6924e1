import Foundation

/// A certificate for one name, signed by an authority that was made for the test, in PEM. Made by the openssl command. `remove()` deletes it.
package struct TestAuthority: Sendable {
    private let folder: String

    package struct Failure: Error { let text: String }

    /// Makes them; waits for processes, so not on the cooperative pool.
    package init(name: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hashinsight-tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
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
    }

    /// The authority's certificate.
    package var authority: String { "\(folder)/ca.crt" }
    package var certificate: String { "\(folder)/server.crt" }
    package var key: String { "\(folder)/server.key" }

    package func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

/// Runs what waits, such as for a process, on a thread of its own, so that no task is held up.
package func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
