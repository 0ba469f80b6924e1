/// By whom a bundle is vouched for.
package enum BundleTrust: Sendable, Hashable {
    /// By a key that this installation trusts.
    case signed(by: String, keyId: String)
    /// By nobody that is known here: accepted in development mode alone.
    case unsigned

    /// The name of the key, for people.
    package var signer: String? { if case .signed(let name, _) = self { name } else { nil } }
    /// The key's id.
    package var keyId: String? { if case .signed(_, let id) = self { id } else { nil } }
}
