internal import HostEgress
internal import Foundation

/// Where a provider is asked: a URL of the operator's own choice, so it may be in a private network; in clear text on this machine alone.
package struct PinAddress: Sendable, Hashable, CustomStringConvertible {
    private static let loopback = ["127.0.0.0/8", "::1/128"]
    private static let ownNetworks = loopback + ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]

    private let base: String
    let grant: HTTPGrant
    private let endpoint: HTTPEndpoint

    /// - Parameter name: The setting that it stands in, for the message.
    /// - Throws: ``PinningSettingsError``.
    package init(_ text: String, _ name: String) throws(PinningSettingsError) {
        do {
            let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
            let url = try CheckedURL(trimmed)
            guard !url.text.contains("?") else { throw PinningSettingsError("\(name): the address has a query, expected one without") }
            guard let pattern = HostPattern(url.endpoint.description) else {
                throw PinningSettingsError("\(name): the address's host is not understood, expected \(HostPattern.expected)")
            }
            let isHere = url.endpoint.host == "localhost" || Self.isLoopback(url.endpoint.host)
            guard url.endpoint.scheme == .https || isHere else {
                throw PinningSettingsError(
                    "\(name): \(url.endpoint) is asked in clear text, which is taken on this machine alone (127.0.0.1): use https")
            }
            endpoint = url.endpoint
            base = url.text.hasSuffix("/") ? String(url.text.dropLast()) : url.text
            let networks = url.endpoint.scheme == .https ? Self.ownNetworks : Self.loopback
            grant = HTTPGrant(hosts: [pattern], networks: try networks.map { try NetworkRange($0) })
        } catch let problem as PinningSettingsError {
            throw problem
        } catch {
            throw PinningSettingsError("\(name): the address cannot be used: \(error)")
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "::1" || (host.hasPrefix("127.") && IPAddress(host) != nil)
    }

    /// A URL under it.
    /// - Parameters:
    ///   - path: Each part is escaped.
    ///   - query: Each name and value is escaped.
    func url(_ path: [String], _ query: [(String, String)] = []) throws(PinFault) -> CheckedURL {
        let words = path.map(Self.escaped).joined(separator: "/")
        let tail = query.isEmpty ? "" : "?" + query.map { "\(Self.escaped($0.0))=\(Self.escaped($0.1))" }.joined(separator: "&")
        do throws(OutgoingError) { return try CheckedURL("\(base)/\(words)\(tail)") } catch { throw PinFault(error, asked: "\(self)") }
    }

    static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")

    /// Scheme, host and port alone: the path may hold a key.
    package var description: String { endpoint.description }
}
