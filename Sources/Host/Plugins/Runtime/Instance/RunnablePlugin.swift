/// What the host needs to know of a plugin in order to run it; comes from its bundle.
package struct RunnablePlugin: Sendable {
    package let manifest: Manifest
    /// Tells this version from every other: the bundle's digest.
    package let digest: String
    /// Absolute path of the shared library; another one for each version.
    package let libraryPath: String
    /// The copy that the library is in, with what its files were when they were verified; nil for a library that comes from no bundle.
    package let copy: VerifiedCopy?
    /// A statement's place is its number in the contract.
    package let statements: [StatementSource]
    /// By a statement's number the tables that it reads and the plugin can do without; empty if there are none of these.
    let optionalReads: [[TableGrant]]
    /// Tables that may be written in bulk, with how they are divided.
    package let ingestTables: [String: TablePartition?]
    /// Limits of each instance: the manifest's, or the operator's where they are smaller.
    package let quotas: Quotas

    /// Where its instances run unless one says otherwise.
    package let isolation: PluginIsolation

    /// - Parameter digest: Nil for a library that comes from no bundle: its version stands for it.
    package init(
        manifest: Manifest, digest: String? = nil, libraryPath: String, statements: [StatementSource] = [],
        operatorsLimits: [String: Int] = [:],
        isolation: PluginIsolation = .standard, copy: VerifiedCopy? = nil
    ) {
        self.copy = copy
        self.manifest = manifest
        self.digest = digest ?? "\(manifest.version)"
        self.isolation = isolation
        quotas = manifest.quotas.limited(by: operatorsLimits)
        self.libraryPath = libraryPath
        self.statements = statements
        let optional = manifest.grants.optionalTables.sorted()
        let scope = VettingScope(manifest: manifest)
        optionalReads =
            optional.isEmpty
            ? []
            : statements.map { statement in
                let reads = StatementVetter.reads(of: statement, scope: scope)
                return optional.filter { reads.contains($0.qualifiedName) }
            }
        let partitions = PartitionKeeper(manifest: manifest).partitions
        ingestTables = Dictionary(
            manifest.tables.filter(\.isIngest).map { ($0.name, partitions[$0.name]) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameters:
    ///   - operatorsLimits: `quotas` of the plugin's entry in `tenants.yaml`.
    ///   - isolation: As that entry says.
    package init(bundle: PluginBundle, operatorsLimits: [String: Int], isolation: PluginIsolation = .standard) {
        self.init(
            manifest: bundle.manifest, digest: bundle.digest, libraryPath: bundle.libraryPath, statements: bundle.statements,
            operatorsLimits: operatorsLimits, isolation: isolation,
            copy: VerifiedCopy(directory: bundle.directory, files: BundleFileList(bundle.files)))
    }

    /// As in the manifest.
    package var id: String { manifest.id }
}
