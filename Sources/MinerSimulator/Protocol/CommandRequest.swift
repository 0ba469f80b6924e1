/// What a device makes of the bytes of a request.
enum CommandRequest: Sendable, Equatable {
    /// One command or several, with whether the answer is wanted as JSON.
    case commands([String], isJSON: Bool)
    /// JSON without a "command".
    case missingCommand
    /// Neither JSON nor text.
    case invalid

    /// cgminer reads at most that many bytes.
    static let longest = 4_095

    /// Reads a request: `{"command":"summary+stats"}` or `summary|`.
    ///
    /// - Parameter acceptsShortKey: `cmd` names the command too, as for btminer.
    init(_ bytes: some Collection<UInt8>, acceptsShortKey: Bool) {
        let text = String(decoding: bytes.prefix(CommandRequest.longest).prefix { $0 != 0 }, as: UTF8.self)
        let trimmed = text.drop { $0.isWhitespace }
        guard trimmed.first == "{" else {
            let name = trimmed.prefix { $0 != "|" && !$0.isWhitespace }
            self = name.isEmpty ? .invalid : .commands(CommandRequest.split(name), isJSON: false)
            return
        }
        guard trimmed.contains("}") else {
            self = .invalid
            return
        }
        let keys = acceptsShortKey ? ["command", "cmd"] : ["command"]
        for key in keys {
            guard let value = CommandRequest.value(of: key, in: trimmed), !value.isEmpty else { continue }
            self = .commands(CommandRequest.split(value), isJSON: true)
            return
        }
        self = .missingCommand
    }

    private static func split(_ names: Substring) -> [String] {
        // More than any firmware knows; the rest of a hostile request is not worth an answer.
        names.split(separator: "+").prefix(32).map(String.init)
    }

    /// The string value of a key of a flat object.
    static func value(of key: String, in text: Substring) -> Substring? {
        var parts = text.split(separator: "\"", omittingEmptySubsequences: false)[...]
        while let part = parts.popFirst() {
            guard part == key, let colon = parts.first, colon.allSatisfy({ $0.isWhitespace || $0 == ":" }), colon.contains(":") else {
                continue
            }
            return parts.dropFirst().first
        }
        return nil
    }
}
