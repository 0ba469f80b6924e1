/// How an instance stands after a switch.
package struct ToggleResult: Sendable, Hashable {
    package let isEnabled: Bool
    /// False if it was so already.
    package let hasChanged: Bool
    /// The instance's version now; 0 if it was never configured.
    package let version: Int64
    /// Snapshots of the directory from this generation on show it.
    package let generation: Int64
}
