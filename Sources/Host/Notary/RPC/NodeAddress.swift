package import HostEgress

/// Where a node of the chain is asked: a URL of the operator's own choice, so it may be in a private network.
package struct NodeAddress: Sendable, Hashable, CustomStringConvertible {
    /// Special networks that an operator's own node may be in.
    private static let ownNetworks = [
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7",
    ]

    package let url: CheckedURL
    let grant: HTTPGrant

    /// Reads addresses with commas or blanks between them, each once.
    ///
    /// Throws ``NotarySettingsError`` that says which is wrong, by its place alone: it may hold a key.
    package static func list(_ text: String) throws(NotarySettingsError) -> [NodeAddress] {
        var addresses: [NodeAddress] = []
        for (index, part) in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }).enumerated() {
            do {
                let address = try NodeAddress(String(part))
                guard !addresses.contains(address) else {
                    throw NotarySettingsError("BASE_L2_RPC: address \(index + 1) stands there twice; a second node has to be another one")
                }
                addresses.append(address)
            } catch let problem as NotarySettingsError {
                throw problem
            } catch {
                throw NotarySettingsError("BASE_L2_RPC: address \(index + 1) cannot be used: \(error)")
            }
        }
        guard !addresses.isEmpty else {
            throw NotarySettingsError("BASE_L2_RPC holds no address, expected one such as https://sepolia.base.org")
        }
        return addresses
    }

    package init(_ text: String) throws {
        url = try CheckedURL(text)
        guard let pattern = HostPattern(url.endpoint.description) else {
            throw NotarySettingsError("the address's host is not understood, expected \(HostPattern.expected)")
        }
        grant = HTTPGrant(hosts: [pattern], networks: try Self.ownNetworks.map { try NetworkRange($0) })
    }

    /// Scheme, host and port alone: the path may hold a key.
    package var description: String { url.endpoint.description }
}
