/// What the host needs to know of a plugin in order to run it; comes from its bundle.
package struct RunnablePlugin: Sendable {
    package let manifest: Manifest
    /// Absolute path of the shared library; another one for each version.
    package let libraryPath: String
    /// A statement's place is its number in the contract.
    package let statements: [StatementSource]
    /// Tables that may be written in bulk, with how they are divided.
    package let ingestTables: [String: TablePartition?]

    package init(manifest: Manifest, libraryPath: String, statements: [StatementSource] = []) {
        self.manifest = manifest
        self.libraryPath = libraryPath
        self.statements = statements
        let partitions = PartitionKeeper(manifest: manifest).partitions
        ingestTables = Dictionary(
            manifest.tables.filter(\.isIngest).map { ($0.name, partitions[$0.name]) }, uniquingKeysWith: { first, _ in first })
    }

    package init(bundle: PluginBundle) {
        self.init(manifest: bundle.manifest, libraryPath: bundle.libraryPath, statements: bundle.statements)
    }

    /// As in the manifest.
    package var id: String { manifest.id }
}
