import Crypto

/// The keys of an installation: one seals, all open.
package struct SecretKeyRing: Sendable {
    /// Seals what is set from now on.
    package let current: SecretKey
    private let byId: [[UInt8]: SecretKey]

    /// - Parameter others: Earlier ones, for what was sealed with them.
    package init(_ current: SecretKey, others: [SecretKey] = []) {
        self.current = current
        byId = Dictionary(([current] + others).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Seals a value for one place, with a fresh nonce.
    /// - Throws: ``SecretError`` if the library refuses.
    package func seal(_ value: SecretValue, at place: SecretPlace) throws(SecretError) -> SealedSecret {
        do {
            let box = try value.withBytes { bytes in
                try AES.GCM.seal(bytes, using: current.key, authenticating: Self.authenticated(place, current.id))
            }
            return SealedSecret(
                keyId: current.id, nonce: Array(box.nonce), ciphertext: Array(box.ciphertext), tag: Array(box.tag))
        } catch {
            throw SecretError(.invalid, "the secret '\(place.name)' of \(place.plugin) cannot be sealed", cause: error)
        }
    }

    /// Opens what was sealed for this place.
    /// - Throws: ``SecretError``: `unknownKey`, `forged`.
    package func open(_ sealed: SealedSecret, at place: SecretPlace) throws(SecretError) -> SecretValue {
        guard let key = byId[sealed.keyId] else {
            throw SecretError(
                .unknownKey,
                "the secret '\(place.name)' of \(place.plugin) was sealed with the key \(SecretKey.text(sealed.keyId)), which this host does "
                    + "not have; give the earlier key as SECRETS_KEY_PREVIOUS, or set the secret anew")
        }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: try AES.GCM.Nonce(data: sealed.nonce), ciphertext: sealed.ciphertext, tag: sealed.tag)
            return try SecretValue(AES.GCM.open(box, using: key.key, authenticating: Self.authenticated(place, key.id)))
        } catch {
            throw SecretError(
                .forged,
                "the secret '\(place.name)' of \(place.plugin) does not open: it was changed, or belongs to another tenant, plugin or name; "
                    + "set it anew", cause: nil)
        }
    }

    private static func authenticated(_ place: SecretPlace, _ keyId: [UInt8]) -> [UInt8] { place.authenticatedBytes + keyId }
}
