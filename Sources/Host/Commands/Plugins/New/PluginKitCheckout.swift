import Foundation

/// Where PluginKit comes from: no registry carries it, so a Swift plugin depends on a checkout of this repository.
enum PluginKitCheckout {
    /// - Parameter given: `--kit`, or nil to look at `HASHINSIGHT_KIT` and then above the executable.
    /// - Throws: ``Failure`` if there is none.
    static func find(_ given: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
        if let named = given ?? environment["HASHINSIGHT_KIT"] {
            let path = URL(fileURLWithPath: named).standardizedFileURL.path
            guard holds(path) else { throw Failure(.wrongInput, "\(path) is no checkout of HashInsight: it has no Sources/PluginKit") }
            return path
        }
        var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            if holds(folder.path) { return folder.path }
            folder.deleteLastPathComponent()
        }
        throw Failure(
            .wrongInput, "a plugin in Swift is built with PluginKit, which comes from a checkout of HashInsight: give its folder with --kit"
        )
    }

    private static func holds(_ path: String) -> Bool {
        ["Package.swift", "Sources/PluginKit", "Sources/PluginABI"].allSatisfy { FileManager.default.fileExists(atPath: "\(path)/\($0)") }
    }
}
