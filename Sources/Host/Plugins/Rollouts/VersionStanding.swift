/// How one version of a plugin is doing on this host.
package struct VersionStanding: Sendable, Hashable {
    /// Instances that serve.
    package var serving = 0
    /// Instances that finish what they began; another one has taken their place, or none.
    package var ending = 0
    /// Instances that are being made, or could not be and are tried again, while one of another version serves in their place.
    package var waiting = 0
    /// Why the unluckiest of those could not be made, or what it waits for.
    package var note: String?
    /// How often the unluckiest instance of all has failed, and why the last time. To wait for consent or a secret is no failure.
    package var failures = 0
    package var reason: String?
    /// Calls that have ended since the library was loaded, but for those that their caller gave up, and how many of them were the plugin's fault.
    package var calls = 0
    package var faults = 0
    /// Worker processes that died while they served it.
    package var crashes = 0
}
