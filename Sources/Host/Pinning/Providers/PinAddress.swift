internal import HostEgress
internal import Foundation

/// Where a provider is asked: a URL of the operator's own choice, so it may be in a private network; in clear text on this machine alone.
package struct PinAddress: Sendable, Hashable, CustomStringConvertible {
    private let service: OwnService
    private let base: String

    var grant: HTTPGrant { service.grant }

    /// - Parameter name: The setting that it stands in, for the message.
    /// - Throws: ``PinningSettingsError``.
    package init(_ text: String, _ name: String) throws(PinningSettingsError) {
        do throws(OutgoingError) {
            service = try OwnService(text.hasSuffix("/") ? String(text.dropLast()) : text, clearText: .onThisMachine)
        } catch {
            throw PinningSettingsError("\(name): the address cannot be used: \(error)")
        }
        let url = service.url.text
        guard !url.contains("?") else { throw PinningSettingsError("\(name): the address has a query, expected one without") }
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
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
    package var description: String { service.description }
}
