import Foundation

@testable import HostPlugins

/// Holds calls of the test plugin in its `start` until they are let go, whatever anybody asks of them.
struct Seat {
    private let path = FileManager.default.temporaryDirectory.appending(path: "hashinsight-seat-\(UUID().uuidString)").path

    /// A request that sits.
    var request: PluginHTTPRequest { TestPlugin.request("sit", body: Array(path.utf8)) }

    /// All that sit end.
    func free() { _ = FileManager.default.createFile(atPath: path, contents: nil) }
}
