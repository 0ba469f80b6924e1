/// A bundle that was read from its folder and found whole; none of its code has run.
package struct PluginBundle: Sendable {
    /// Absolute path of the folder.
    package let directory: String
    package let manifest: Manifest
    /// All files but the signature, sorted by path.
    package let files: [BundleFile]
    /// Sorted by name; a statement's position is its number in the contract.
    package let statements: [StatementSource]
    /// In order.
    package let migrations: [MigrationSource]
    package let library: ElfLibrary
    /// Languages that it has a catalogue for, sorted.
    package let languages: [String]
    /// Names of its templates without `.mustache`, sorted.
    package let templates: [String]
    /// Content of the reference tables, by table.
    package let referenceData: [String: CSVTable]

    /// Absolute path of the shared library.
    package var libraryPath: String { "\(directory)/\(manifest.library)" }

    /// The content address: two bundles with the same value are the same.
    package var digest: String { BundleFileList(files).digest }
}
