/// Hosts that a plugin may send requests to: one by its name or numeric address, or all beneath a name; by one scheme and one port. Pure.
package struct HostPattern: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// What a pattern should have been.
    package static let expected =
        "a host such as api.example.org, *.example.org, api.example.org:8443 or http://10.1.2.3:8080 (https is meant where no scheme is said)"

    package let scheme: HTTPScheme
    /// The name or address, or what comes after `*.`.
    package let host: String
    /// Whether any name beneath `host` is meant, and not `host` itself.
    package let isSuffix: Bool
    package let port: UInt16

    /// Reads `[http://|https://]HOST[:PORT]`; nil for anything else, among it what is not in lower case, a path, `*.` before a single label, and
    /// numbers that are no address.
    package init?(_ text: String) {
        var rest = Substring(text)
        var scheme = HTTPScheme.https
        for known in HTTPScheme.allCases where rest.hasPrefix("\(known.rawValue)://") {
            scheme = known
            rest = rest.dropFirst(known.rawValue.count + 3)
            break
        }
        self.scheme = scheme
        isSuffix = rest.hasPrefix("*.")
        if isSuffix { rest = rest.dropFirst(2) }
        let name: Substring
        var portText: Substring?
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            name = rest[rest.index(after: rest.startIndex)..<end]
            let tail = rest[rest.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":"), name.contains(":") else { return nil }
            portText = tail.isEmpty ? nil : tail.dropFirst()
        } else {
            let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first else { return nil }
            name = first
            portText = parts.count == 2 ? parts[1] : nil
        }
        guard let host = Self.host(name, isSuffix: isSuffix), let port = Self.port(portText, scheme) else { return nil }
        self.host = host
        self.port = port
    }

    /// Whether requests to the endpoint are meant.
    package func covers(_ endpoint: HTTPEndpoint) -> Bool {
        guard endpoint.scheme == scheme, endpoint.port == port else { return false }
        return isSuffix ? Self.isName(endpoint.host, beneath: host) : endpoint.host == host
    }

    /// Whether everything that `other` means is meant.
    package func covers(_ other: HostPattern) -> Bool {
        guard other.scheme == scheme, other.port == port else { return false }
        guard isSuffix else { return self == other }
        return other.host == host ? other.isSuffix : Self.isName(other.host, beneath: host)
    }

    /// The whole pattern, `https://*.example.org:443`.
    package var description: String {
        "\(scheme.rawValue)://\(isSuffix ? "*." : "")\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// Orders by the text.
    package static func < (left: HostPattern, right: HostPattern) -> Bool { left.description < right.description }

    private static func isName(_ name: String, beneath suffix: String) -> Bool {
        // An address is no name: it ends in a number, which no suffix does.
        name.utf8.count > suffix.utf8.count + 1 && name.hasSuffix(".\(suffix)") && IPAddress(name) == nil
    }

    private static func port(_ text: Substring?, _ scheme: HTTPScheme) -> UInt16? {
        guard let text else { return scheme.standardPort }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), !text.hasPrefix("0") else { return nil }
        return UInt16(text)
    }

    private static func host(_ text: Substring, isSuffix: Bool) -> String? {
        if let address = IPAddress(text) { return isSuffix ? nil : address.description }
        guard (1...253).contains(text.utf8.count) else { return nil }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        for label in labels {
            let isWhole = label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
            guard (1...63).contains(label.utf8.count), isWhole, !label.hasPrefix("-"), !label.hasSuffix("-") else { return nil }
        }
        // A last label that begins with a digit could be read as a number, and the whole as an address in another spelling.
        guard let last = labels.last?.utf8.first, !(48...57).contains(last) else { return nil }
        return isSuffix && labels.count < 2 ? nil : String(text)
    }
}
