package import HostPlugins

/// Loads a library that nobody has run yet and reads its entry, in a worker: its constructors run there, confined as those of a plugin with
/// `isolation: worker` are, and not with the rights of who asks.
package enum LibraryProbe {
    /// What came of it.
    package struct Finding: Sendable, Hashable {
        /// What of the library does not fit the contract; nil if all does.
        package let fault: String?
        /// What this machine's kernel did not offer to confine it, each with the reason.
        package let notInForce: [String]
    }

    /// Tries a bundle whose signature and files have been verified.
    ///
    /// - Parameter executable: Of `hashinsight-worker`; nil for the one beside this program. Without one nothing is loaded, and that is the fault.
    package static func find(in bundle: PluginBundle, executable: String? = nil) async -> Finding {
        do throws(PluginRuntimeError) {
            let loaded = try await WorkerProtections.load(bundle, executable: executable)
            return Finding(
                fault: loaded.fault, notInForce: loaded.protections.compactMap { one in one.missingReason.map { "\(one.name): \($0)" } })
        } catch {
            return Finding(fault: "it cannot be tried before it is served: \(error)", notInForce: [])
        }
    }
}
