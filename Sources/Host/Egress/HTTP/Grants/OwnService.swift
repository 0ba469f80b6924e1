/// A service of the operator's own choice, asked over HTTP: it may be in a private network, and is asked in clear text only where nobody
/// outside can read along or answer in its place. Pure.
package struct OwnService: Sendable, Hashable, CustomStringConvertible {
    /// Where `http` is taken; `https` is everywhere.
    package enum ClearText: Sendable {
        /// For what carries a token, or commands the service.
        case onThisMachine
        /// For what anybody in the operator's networks may read.
        case inOwnNetworks
    }

    private static let loopback = ["127.0.0.0/8", "::1/128"]
    private static let own = loopback + ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]

    package let url: CheckedURL
    /// What a request to it needs.
    package let grant: HTTPGrant

    /// Throws ``OutgoingError`` (`invalidRequest`) for what is no URL, and for clear text to anywhere else; the message names scheme, host and
    /// port alone, since the path may hold a key.
    package init(_ text: String, clearText: ClearText) throws(OutgoingError) {
        url = try CheckedURL(text)
        let endpoint = url.endpoint
        guard let pattern = HostPattern(endpoint.description) else {
            throw OutgoingError(.invalidRequest, "the address's host is not understood, expected \(HostPattern.expected)")
        }
        let networks = Self.ranges(endpoint.scheme == .http && clearText == .onThisMachine ? Self.loopback : Self.own)
        guard endpoint.scheme == .https || Self.isWithin(networks, endpoint.host) else {
            throw OutgoingError(.invalidRequest, "\(endpoint) would be asked in clear text, \(Self.expected(clearText))")
        }
        grant = HTTPGrant(hosts: [pattern], networks: networks)
    }

    // A name may come to lead elsewhere, so it counts for nothing but this machine's own.
    private static func isWithin(_ networks: [NetworkRange], _ host: String) -> Bool {
        host == "localhost" || IPAddress(host).map { address in networks.contains { $0.contains(address) } } ?? false
    }

    private static func expected(_ clearText: ClearText) -> String {
        switch clearText {
        case .onThisMachine: "which is taken on this machine alone (127.0.0.1, localhost): use https"
        case .inOwnNetworks:
            "which is taken on this machine (127.0.0.1, localhost) and at addresses of private networks, such as 10.1.2.3, alone: use https, or the address for a name"
        }
    }

    private static func ranges(_ texts: [String]) -> [NetworkRange] {
        texts.map { text in
            // The texts are constants of this file, and a test reads each.
            guard let range = try? NetworkRange(text) else { preconditionFailure("\(text) is no network") }
            return range
        }
    }

    /// Scheme, host and port alone: the path may hold a key.
    package var description: String { url.endpoint.description }
}
