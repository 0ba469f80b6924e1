import HostPlugins
import Synchronization

/// What keeps the plugin under development from being served; its pages show it. Thread: any.
final class DevelopmentNotice: Sendable {
    /// Why, for people.
    struct Content: Sendable, Hashable, Codable {
        /// What failed: the build, the check, the start, or the plugin itself.
        var heading: String
        var faults: [BuildFault]
        /// All that was printed, cut to its end.
        var output: String

        /// For the terminal: a line for each fault, or what was printed last.
        var summary: String {
            let lines = faults.isEmpty ? [String(output.suffix(2_000))] : faults.map(\.description)
            return ([heading] + lines).joined(separator: "\n")
        }
    }

    private let content = Mutex<Content?>(nil)

    var current: Content? { content.withLock { $0 } }

    /// Nil once all is well again.
    func set(_ new: Content?) { content.withLock { $0 = new } }
}
