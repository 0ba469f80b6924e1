package import HostEgress

/// Where a node of the chain is asked: a URL of the operator's own choice, so it may be in a private network; in clear text there alone, since
/// who answers in its place tells lies.
package struct NodeAddress: Sendable, Hashable, CustomStringConvertible {
    private let service: OwnService

    /// Where questions are posted to.
    package var url: CheckedURL { service.url }
    var grant: HTTPGrant { service.grant }

    /// Reads addresses with commas or blanks between them, each once.
    ///
    /// Throws ``NotarySettingsError`` that says which is wrong, by its place alone: it may hold a key.
    package static func list(_ text: String) throws(NotarySettingsError) -> [NodeAddress] {
        var addresses: [NodeAddress] = []
        for (index, part) in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }).enumerated() {
            let address: NodeAddress
            do throws(OutgoingError) { address = try NodeAddress(String(part)) } catch {
                throw NotarySettingsError("BASE_L2_RPC: address \(index + 1) cannot be used: \(error)")
            }
            guard !addresses.contains(address) else {
                throw NotarySettingsError("BASE_L2_RPC: address \(index + 1) stands there twice; a second node has to be another one")
            }
            addresses.append(address)
        }
        guard !addresses.isEmpty else {
            throw NotarySettingsError("BASE_L2_RPC holds no address, expected one such as https://sepolia.base.org")
        }
        return addresses
    }

    package init(_ text: String) throws(OutgoingError) { service = try OwnService(text, clearText: .inOwnNetworks) }

    /// Scheme, host and port alone: the path may hold a key.
    package var description: String { service.description }
}
