/// A bundle that was put in place and asks for more than was consented to: none of its migrations has run.
struct HeldBack: Sendable {
    let newer: PluginBundle
    /// Of the key that vouches for it; nil if nobody does.
    let newerKeyId: String?
    /// What serves meanwhile; nil if that version cannot be had any more.
    let older: PluginBundle?
    /// It was consented to and could not be brought in; the host does not try again.
    var isGivenUp = false

    /// Everybody is to run the new one; as long as the host holds it, the older one serves.
    var choice: VersionChoice {
        guard let older else { return VersionChoice(base: newer.digest) }
        return VersionChoice(base: older.digest, newer: VersionChoice.Newer(digest: newer.digest, share: .all, rollout: 0))
    }
}
