/// Which files of a plugin's source folder a build depends on. Pure.
package enum SourceFilter {
    private static let builtFolders: Set<String> = ["build", "target", "node_modules"]

    /// - Parameter name: One component of a path, a folder's.
    /// - Returns: False for what builds write and tools keep: `build`, `.build`, `.git`, `Notes.plugin`, …
    package static func watches(folder name: String) -> Bool {
        !name.hasPrefix(".") && !builtFolders.contains(name) && !name.hasSuffix(".plugin")
    }

    /// - Returns: False for what editors write beside a file while it is being changed.
    package static func watches(file name: String) -> Bool {
        !name.hasPrefix(".") && !name.hasSuffix("~") && !name.hasSuffix(".swp") && !name.hasSuffix(".tmp") && !name.hasPrefix("#")
            && name != "4913" && name != "Package.resolved"
    }
}
