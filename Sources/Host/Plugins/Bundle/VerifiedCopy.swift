/// A bundle's folder with what its files were when they were verified.
package struct VerifiedCopy: Sendable, Hashable {
    /// Absolute path.
    package let directory: String
    package let files: BundleFileList

    package init(directory: String, files: BundleFileList) {
        self.directory = directory
        self.files = files
    }

    /// Why nothing of the folder may be loaded, and what to do; nil if every byte is as it was. Blocks on the file system.
    func refusal() -> String? {
        damage().map { "its copy in \(directory) is not what was verified: \($0). Remove the folder and start the host again" }
    }

    /// What is otherwise in the folder now, by the files' names; nil if every byte is as it was. Blocks on the file system.
    package func damage() -> String? {
        let (contents, issues) = BundleFolder.collect(directory)
        let differences = issues + files.differences(onDisk: contents.list)
        return differences.isEmpty ? nil : differences.map(\.description).joined(separator: "; ")
    }
}
