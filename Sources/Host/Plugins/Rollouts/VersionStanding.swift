/// How one version of a plugin is doing on this host.
package struct VersionStanding: Sendable, Hashable {
    /// Instances that serve.
    package var serving = 0
    /// Instances that finish what they began; another one has taken their place, or none.
    package var ending = 0
    /// Instances that are being made, or could not be and are tried again.
    package var waiting = 0
    /// How often the unluckiest of them has failed, and why the last time.
    package var failures = 0
    package var reason: String?
    /// Calls that have ended since the library was loaded, but for those that their caller gave up, and how many of them were the plugin's fault.
    package var calls = 0
    package var faults = 0
    /// Worker processes that died while they served it.
    package var crashes = 0
}
