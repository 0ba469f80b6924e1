import HostPlugins
import Synchronization

/// Which bundles are accepted now, as the configuration in force says. Until it was read none but signed ones are, by no key.
final class BundlePolicyInForce: Sendable {
    private let policy = Mutex(BundlePolicy(trustedKeys: [], isDevelopment: false))

    var value: BundlePolicy { policy.withLock(\.self) }
    func set(_ newer: BundlePolicy) { policy.withLock { $0 = newer } }
}
