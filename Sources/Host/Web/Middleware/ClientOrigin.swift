import HTTPTypes

/// Who is at the other end, seen through proxies that are trusted. Pure.
struct ClientOrigin: Equatable {
    let address: String
    let isSecure: Bool

    /// Forwarding headers count only if the connection itself comes from a trusted proxy; then the last address that is not one is the client.
    init(peerAddress: String?, headers: HTTPFields, trustedProxies: Set<String>, isAlwaysSecure: Bool) {
        let peer = peerAddress ?? "unknown"
        guard trustedProxies.contains(peer) else {
            address = peer
            isSecure = isAlwaysSecure
            return
        }
        let hops = headers[values: .forwardedFor].flatMap { $0.split(separator: ",") }.map { $0.trimmingSpaces() }
        let client = hops.last { !trustedProxies.contains($0) }
        address = client.flatMap { Self.looksLikeAddress($0) ? $0 : nil } ?? peer
        isSecure = isAlwaysSecure || headers[.forwardedProto]?.lowercased() == "https"
    }

    private static func looksLikeAddress(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 45 && text.allSatisfy { $0.isHexDigit || $0 == "." || $0 == ":" }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    func trimmingSpaces() -> String {
        var part = self[...]
        while let first = part.first, first == " " || first == "\t" { part = part.dropFirst() }
        while let last = part.last, last == " " || last == "\t" { part = part.dropLast() }
        return String(part)
    }
}
