import PluginABI
import WorkerProtocol

/// What this kernel offers for a worker's protection, by a worker that was asked once. A test of what it lacks is told as skipped, not as
/// passed.
enum KernelOffer {
    private static let protections = (try? TestWorker(PluginBuild.library("prisoner")).createInstance()) ?? [:]

    static func has(_ name: String) -> Bool { protections[name] == "on" }
}
