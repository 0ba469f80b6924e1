/// What a web server asks for with `WWW-Authenticate: Digest` (RFC 7616, MD5, with or without `qop=auth`), and the answer to it.
struct DigestChallenge: Sendable, Equatable {
    let realm: String
    let nonce: String
    let opaque: String?
    /// Whether the server takes `qop=auth`, which counts requests.
    let usesQuality: Bool

    /// Reads the header's value; nil for other schemes and for what cannot be answered.
    init?(_ header: String) {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "digest" else { return nil }
        let fields = DigestChallenge.fields(parts[1])
        guard let realm = fields["realm"], let nonce = fields["nonce"], !nonce.isEmpty,
            fields["algorithm"].map({ $0.lowercased() == "md5" }) ?? true
        else { return nil }
        let qualities = fields["qop"]?.split { $0 == "," || $0 == " " }.map { $0.lowercased() }
        if let qualities, !qualities.contains("auth") { return nil }
        self.realm = realm
        self.nonce = nonce
        opaque = fields["opaque"]
        usesQuality = qualities != nil
    }

    /// The value of `Authorization` for a request; `count` is that of the requests with this nonce, from 1.
    func authorization(user: String, password: String, method: String, path: String, clientNonce: String, count: Int) -> String {
        let digits = String(count, radix: 16)
        let counter = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        let secret = Digests.md5Hexadecimal("\(user):\(realm):\(password)")
        let action = Digests.md5Hexadecimal("\(method):\(path)")
        let middle = usesQuality ? "\(nonce):\(counter):\(clientNonce):auth" : nonce
        let response = Digests.md5Hexadecimal("\(secret):\(middle):\(action)")
        var text = "Digest username=\"\(user)\", realm=\"\(realm)\", nonce=\"\(nonce)\", uri=\"\(path)\", response=\"\(response)\""
        if usesQuality { text += ", qop=auth, nc=\(counter), cnonce=\"\(clientNonce)\"" }
        if let opaque { text += ", opaque=\"\(opaque)\"" }
        return text
    }

    /// `name=value` and `name="value"`, between commas; names in small letters.
    private static func fields(_ text: Substring) -> [String: String] {
        var fields: [String: String] = [:]
        var rest = text
        while !rest.isEmpty {
            rest = rest.drop { $0 == "," || $0.isWhitespace }
            let name = rest.prefix { $0 != "=" && $0 != "," }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            let value: Substring
            if rest.first == "\"" {
                rest = rest.dropFirst()
                value = rest.prefix { $0 != "\"" }
                rest = rest.dropFirst(value.count + 1)
            } else {
                value = rest.prefix { $0 != "," }
                rest = rest.dropFirst(value.count)
            }
            fields[name.lowercased().filter { !$0.isWhitespace }] = value.filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }
        }
        return fields
    }
}
