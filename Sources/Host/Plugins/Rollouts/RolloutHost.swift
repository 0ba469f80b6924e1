/// How far a host has followed a rollout.
package struct RolloutHost: Sendable, Hashable {
    package let host: String
    /// Of the rollout, as the host knows it.
    package let revision: Int64
    /// Instances of the new version and of the old that serve there.
    package let newer: Int
    package let older: Int
    /// Instances that serve and should be of another version than they are yet.
    package let waiting: Int
    /// What keeps it from following, or nil.
    package let note: String?

    package init(host: String, revision: Int64, newer: Int, older: Int, waiting: Int, note: String?) {
        self.host = host
        self.revision = revision
        self.newer = newer
        self.older = older
        self.waiting = waiting
        self.note = note
    }
}
