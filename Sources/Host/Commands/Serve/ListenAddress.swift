/// Where to listen.
struct ListenAddress: Sendable {
    let host: String
    let port: Int

    /// Reads `127.0.0.1:5000`, `[::1]:5000`, `name:5000` or `:5000`.
    /// - Throws: ``Failure`` that says what was expected.
    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port) else {
            throw Failure(.wrongInput, "--listen \(text): expected HOST:PORT such as 127.0.0.1:5000")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.host = host.isEmpty ? "0.0.0.0" : host
        self.port = port
    }
}
