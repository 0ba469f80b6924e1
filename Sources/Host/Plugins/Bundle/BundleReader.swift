import Foundation

/// Reads a bundle's folder and says everything that is missing or wrong. Runs no code of the plugin.
///
/// Blocks on the file system; call it off the cooperative pool where that matters.
package struct BundleReader {
    static let maximumTextBytes = 262_144

    private let directory: String
    private var issues: [BundleIssue]
    let files: [BundleFile]
    let contents: [String: [UInt8]]

    /// Reads the bundle in `directory` (`<Name>.plugin`).
    ///
    /// - Throws: `BundleError` with all issues.
    package static func read(_ directory: String) throws(BundleError) -> PluginBundle {
        let path = URL(fileURLWithPath: directory).standardizedFileURL.path
        let (contents, issues) = BundleFolder.collect(path)
        var reader = BundleReader(directory: path, contents, issues)
        return try reader.read()
    }

    /// Reads what was collected before; touches no disk.
    ///
    /// - Parameter directory: Where these very files lie, for the library's path.
    /// - Throws: `BundleError` with all issues.
    package static func read(_ contents: BundleContents, directory: String) throws(BundleError) -> PluginBundle {
        var reader = BundleReader(directory: directory, contents, [])
        return try reader.read()
    }

    private init(directory: String, _ contents: BundleContents, _ issues: [BundleIssue]) {
        self.directory = directory
        self.issues = issues
        self.files = contents.list.files
        self.contents = contents.bytes
    }

    mutating func fault(_ path: String, _ message: String) { issues.append(BundleIssue(path: path, message: message)) }

    private mutating func read() throws(BundleError) -> PluginBundle {
        let manifest = readManifest()
        let statements = readStatements(manifest)
        let migrations = readMigrations(manifest)
        let languages = readLocales(manifest)
        let templates = readTemplates(manifest)
        let data = readReferenceData(manifest)
        let library = manifest.flatMap { readLibrary($0) }
        guard issues.isEmpty, let manifest, let library else { throw BundleError(directory: directory, issues: issues) }
        return PluginBundle(
            directory: directory, manifest: manifest, files: files, statements: statements, migrations: migrations, library: library,
            languages: languages, templates: templates, referenceData: data)
    }

    /// The text of a file that must be UTF-8 without NUL.
    mutating func text(_ path: String, limit: Int = maximumTextBytes) -> String? {
        guard let bytes = contents[path] else { return nil }
        guard bytes.count <= limit else {
            fault(path, "has \(bytes.count) bytes, expected at most \(limit)")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            fault(path, "is not UTF-8 text")
            return nil
        }
        return text
    }

    private mutating func readManifest() -> Manifest? {
        guard contents["plugin.yaml"] != nil else {
            fault("plugin.yaml", "missing: the manifest")
            return nil
        }
        guard let text = text("plugin.yaml") else { return nil }
        do throws(ManifestError) {
            return try ManifestReader.read(text)
        } catch {
            for issue in error.issues {
                issues.append(
                    BundleIssue(
                        path: "\(issue.file):\(issue.line):\(issue.column)",
                        message: String(issue.description.dropFirst("\(issue.file):\(issue.line):\(issue.column): ".count))))
            }
            return nil
        }
    }

    private mutating func readLibrary(_ manifest: Manifest) -> ElfLibrary? {
        guard let bytes = contents[manifest.library] else {
            fault(manifest.library, "missing: the shared library that plugin.yaml names")
            return nil
        }
        do throws(ElfError) {
            let library = try ElfLibrary(bytes)
            for problem in LibraryCheck.problems(of: library, bytes: bytes) { fault(manifest.library, problem) }
            return library
        } catch {
            fault(manifest.library, error.description)
            return nil
        }
    }
}
