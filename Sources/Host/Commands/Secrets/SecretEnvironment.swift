import HostData
import HostTenancy

/// What the environment says of secrets: the key that seals them, and values for all tenants.
enum SecretEnvironment {
    /// Variables that hold a secret for all plugins that list it and were granted it; its name is the variable's in lower case.
    static let names = [
        "COINGECKO_API_KEY", "OKX_API_KEY", "BINANCE_API_KEY", "DERIBIT_API_KEY", "BASE_L2_RPC", "BLOCKCHAIN_PRIVATE_KEY", "PINATA_JWT",
    ]

    /// `SECRETS_KEY`, else the session secret, seals; `SECRETS_KEY_PREVIOUS` and the session secret still open.
    /// - Throws: ``Failure`` if a key is too short or a file cannot be read.
    static func keys(_ environment: Environment, session: SessionSecret) throws -> SecretKeyRing {
        do {
            let derived = try SecretKey(master: session.bytes, source: "the session secret")
            let own = try environment.value("SECRETS_KEY").map { try SecretKey(master: Array($0.utf8), source: "SECRETS_KEY") }
            let previous = try environment.value("SECRETS_KEY_PREVIOUS").map {
                try SecretKey(master: Array($0.utf8), source: "SECRETS_KEY_PREVIOUS")
            }
            return SecretKeyRing(own ?? derived, others: [previous, derived].compactMap { $0 })
        } catch let error as SecretError {
            throw Failure(.wrongInput, error.message)
        }
    }

    /// Values by the secret's name.
    /// - Throws: ``Failure`` if one is too long or a file cannot be read.
    static func values(_ environment: Environment) throws -> [String: SecretValue] {
        var values: [String: SecretValue] = [:]
        for name in names {
            guard let text = try environment.value(name) else { continue }
            do { values[name.lowercased()] = try SecretValue(text.utf8) } catch { throw Failure(.wrongInput, "\(name): \(error.message)") }
        }
        return values
    }
}
