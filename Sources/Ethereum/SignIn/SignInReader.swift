/// Reads the lines of a sign-in message in their one order.
struct SignInReader {
    private var lines: ArraySlice<Substring>
    private var number = 0

    static func read(_ text: String) throws(SignInRefusal) -> SignInMessage {
        // Lines end with LF alone; a CR stays in the line and is refused there.
        var reader = SignInReader(
            lines: text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Substring($0) }[...])
        return try reader.message(text)
    }

    private mutating func message(_ text: String) throws(SignInRefusal) -> SignInMessage {
        let asks = " wants you to sign in with your Ethereum account:"
        let first = try line("the domain and \"\(asks.dropFirst())\"")
        guard first.hasSuffix(asks) else { throw fault("expected to end with \"\(asks)\"") }
        let who = first.dropLast(asks.count)
        let parts = who.firstRange(of: "://")
        let scheme = parts.map { who[..<$0.lowerBound] }
        let domain = parts.map { who[$0.upperBound...] } ?? who[...]
        if let scheme, !URIText.isScheme(scheme) { throw fault("\"\(scheme.prefix(40))\" is no scheme") }
        guard URIText.isAuthority(domain) else { throw fault("\"\(domain.prefix(80))\" is no host") }
        let address: Address
        do { address = try Address(line("the account's address"), checksum: .required) } catch {
            throw fault((error as? EthereumFault)?.message ?? "no address")
        }
        try blank("after the address")
        var statement: String?
        if lines.first != "" {
            let said = try line("a statement")
            guard said.utf8.allSatisfy({ URIText.isStatement($0) }) else { throw fault("a statement is one line of plain ASCII") }
            statement = String(said)
        }
        try blank("before the URI")
        let uri = try field("URI")
        guard URIText.isURI(uri) else { throw fault("\"\(uri.prefix(80))\" is no URI") }
        guard try field("Version") == "1" else { throw fault("only version 1 is known") }
        let chain = try field("Chain ID")
        guard let chainID = UInt64(chain), String(chainID) == chain else { throw fault("a chain's number is expected in digits") }
        let nonce = try field("Nonce")
        guard nonce.utf8.count >= 8, nonce.utf8.allSatisfy(URIText.isAlphanumeric) else {
            throw fault("a nonce has at least eight letters and digits")
        }
        let issuedAt = try time("Issued At")
        let expiresAt = try isNext("Expiration Time") ? time("Expiration Time") : nil
        let notBefore = try isNext("Not Before") ? time("Not Before") : nil
        let requestID = try isNext("Request ID") ? field("Request ID") : nil
        if let requestID, !URIText.isRequestID(requestID) { throw fault("a request id has the letters of a path's part") }
        let resources = try resources()
        guard lines.isEmpty else { throw fault("nothing more is expected, found \"\(lines.first!.prefix(40))\"", after: 1) }
        return SignInMessage(
            scheme: scheme.map { String($0) }, domain: String(domain), address: address, statement: statement, uri: String(uri),
            chainID: chainID,
            nonce: String(nonce), issuedAt: issuedAt, expiresAt: expiresAt, notBefore: notBefore, requestID: requestID.map { String($0) },
            resources: resources, text: text)
    }

    private mutating func resources() throws(SignInRefusal) -> [String] {
        guard lines.first == "Resources:" else { return [] }
        _ = try line("resources")
        var found: [String] = []
        while !lines.isEmpty {
            let entry = try line("a resource")
            guard entry.hasPrefix("- "), URIText.isURI(entry.dropFirst(2)) else { throw fault("a resource is \"- \" and a URI") }
            found.append(String(entry.dropFirst(2)))
        }
        return found
    }

    private mutating func time(_ name: String) throws(SignInRefusal) -> SignInTime {
        guard let time = SignInTime(String(try field(name))) else { throw fault("\(name) has to be a time such as 2026-03-01T12:00:00Z") }
        return time
    }

    private func isNext(_ name: String) -> Bool { lines.first?.hasPrefix(name + ":") == true }

    private mutating func field(_ name: String) throws(SignInRefusal) -> Substring {
        let found = try line("\(name): ")
        guard found.hasPrefix(name + ": ") else { throw fault("expected \"\(name): \", found \"\(found.prefix(40))\"") }
        return found.dropFirst(name.count + 2)
    }

    private mutating func blank(_ place: String) throws(SignInRefusal) {
        guard try line("an empty line \(place)").isEmpty else { throw fault("an empty line is expected \(place)") }
    }

    private mutating func line(_ expected: String) throws(SignInRefusal) -> Substring {
        number += 1
        guard let line = lines.popFirst() else { throw fault("expected \(expected), found the end") }
        return line
    }

    private init(lines: ArraySlice<Substring>) { self.lines = lines }

    private func fault(_ problem: String, after lines: Int = 0) -> SignInRefusal {
        SignInRefusal(.malformed, "line \(number + lines) of the sign-in message: \(problem)")
    }
}
