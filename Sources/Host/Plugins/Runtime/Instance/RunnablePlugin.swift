/// What the host needs to know of a plugin in order to run it; comes from its bundle.
package struct RunnablePlugin: Sendable {
    package let manifest: Manifest
    /// Absolute path of the shared library; another one for each version.
    package let libraryPath: String
    /// A statement's place is its number in the contract.
    package let statements: [StatementSource]
    /// Tables that may be written in bulk, with how they are divided.
    package let ingestTables: [String: TablePartition?]
    /// Limits of each instance: the manifest's, or the operator's where they are smaller.
    package let quotas: Quotas

    package init(manifest: Manifest, libraryPath: String, statements: [StatementSource] = [], operatorsLimits: [String: Int] = [:]) {
        self.manifest = manifest
        quotas = manifest.quotas.limited(by: operatorsLimits)
        self.libraryPath = libraryPath
        self.statements = statements
        let partitions = PartitionKeeper(manifest: manifest).partitions
        ingestTables = Dictionary(
            manifest.tables.filter(\.isIngest).map { ($0.name, partitions[$0.name]) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter operatorsLimits: `quotas` of the plugin's entry in `tenants.yaml`.
    package init(bundle: PluginBundle, operatorsLimits: [String: Int]) {
        self.init(
            manifest: bundle.manifest, libraryPath: bundle.libraryPath, statements: bundle.statements, operatorsLimits: operatorsLimits)
    }

    /// As in the manifest.
    package var id: String { manifest.id }
}
