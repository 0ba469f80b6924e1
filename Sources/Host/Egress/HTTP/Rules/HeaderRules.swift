/// Which headers a request may carry. Pure.
package enum OutgoingHeaderRules {
    /// Headers that the connection or the host decides on.
    package static let owned: Set<String> = [
        "connection", "content-length", "expect", "host", "http2-settings", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    ]

    /// Headers that say nothing secret, and so follow a request to another host.
    static let carriedOver: Set<String> = ["accept", "accept-language", "content-type"]

    /// What is wrong with a request's headers; nil if they can be sent.
    package static func problem(_ headers: [HTTPHeader]) -> String? {
        guard headers.count <= HTTPLimits.maximumHeaders else {
            return "\(headers.count) headers, expected at most \(HTTPLimits.maximumHeaders)"
        }
        for header in headers {
            guard isToken(header.name) else { return "a header's name is not a token of at most 100 characters" }
            guard !owned.contains(header.name.lowercased()) else { return "the header \(header.name) is the host's to set" }
            guard isValue(header.value) else {
                return "the value of \(header.name) has control characters or more than \(HTTPLimits.maximumHeaderValueBytes) bytes"
            }
        }
        return nil
    }

    static func isToken(_ name: String) -> Bool {
        let marks = Set("!#$%&'*+-.^_`|~".utf8)
        return (1...100).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || marks.contains($0)
            }
    }

    static func isValue(_ value: String) -> Bool {
        value.utf8.count <= HTTPLimits.maximumHeaderValueBytes && value.utf8.allSatisfy { $0 == 9 || ($0 >= 32 && $0 != 127) }
    }
}
