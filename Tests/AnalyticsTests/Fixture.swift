import Foundation
import PluginKit

@testable import Analytics

/// Files of the folder Fixtures.
enum Fixture {
    /// The bytes of a file.
    static func bytes(_ path: String) throws -> [UInt8] {
        guard let url = Bundle.module.url(forResource: "Fixtures/\(path)", withExtension: nil) else {
            throw PluginError(.notFound, "There is no fixture \(path).")
        }
        return [UInt8](try Data(contentsOf: url))
    }

    /// A file of market/ as a provider's reply.
    static func reply(_ source: MarketSource, _ name: String, status: Int = 200, retryAfter: String? = nil) throws -> ProviderReply {
        ProviderReply(source: source, status: status, retryAfter: retryAfter, body: try bytes("market/\(name).json"))
    }

    /// Text as a provider's reply.
    static func reply(_ source: MarketSource, text: String, status: Int = 200, retryAfter: String? = nil) -> ProviderReply {
        ProviderReply(source: source, status: status, retryAfter: retryAfter, body: Array(text.utf8))
    }
}
