/// A bundle whose bytes were verified and lie in the host's own folder, ready to be loaded.
package struct OpenedBundle: Sendable {
    /// Its directory is the verified copy.
    package let bundle: PluginBundle
    package let trust: BundleTrust
    /// What was wrong with an earlier copy in the host's folder, which was set aside and written anew; to be logged.
    package let damage: [BundleIssue]
}
