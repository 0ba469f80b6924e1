/// A version for which a plugin's tables were made when a host last started with it.
struct PlacedVersion: Sendable, Hashable {
    let version: String
    /// Nil where it was made before such was kept.
    let digest: String?
    /// Of the key that vouched for the bundle; nil if nobody did.
    var keyId: String?
}
