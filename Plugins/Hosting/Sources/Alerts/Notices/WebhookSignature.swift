internal import Crypto
internal import FoundationEssentials
import PluginKit

/// Signs what a webhook sends, as the Standard Webhooks specification 1.0 has it: HMAC-SHA256 over `id.timestamp.body`.
enum WebhookSignature {
    private static let prefix = "whsec_"

    /// The headers that say who sent a body and when.
    ///
    /// - Parameters:
    ///   - id: The same for each attempt at one notice, so that a receiver takes it once.
    ///   - unixSeconds: When this attempt is made; receivers refuse what is minutes old.
    ///   - secret: `whsec_` and the key in base64, 24 bytes at least.
    /// Throws `.invalidArgument` for a secret that is none.
    static func headers(
        id: String, unixSeconds: Int64, body: [UInt8], secret: String
    ) throws(PluginError) -> [(name: String, value: String)] {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(unixSeconds).".utf8) + body, using: try key(secret))
        return [
            ("webhook-id", id), ("webhook-timestamp", String(unixSeconds)),
            ("webhook-signature", "v1,\(Data(code).base64EncodedString())"),
        ]
    }

    private static func key(_ secret: String) throws(PluginError) -> SymmetricKey {
        guard secret.hasPrefix(prefix), let bytes = Data(base64Encoded: String(secret.dropFirst(prefix.count))), bytes.count >= 24 else {
            throw PluginError(
                .invalidArgument,
                "alert_webhook_secret: expected \(prefix) and at least 24 bytes in base64, such as whsec_$(openssl rand -base64 32).")
        }
        return SymmetricKey(data: bytes)
    }
}
