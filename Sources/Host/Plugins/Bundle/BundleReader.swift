import Foundation

/// Reads a bundle's folder and says everything that is missing or wrong. Runs no code of the plugin.
///
/// Blocks on the file system; call it off the cooperative pool where that matters.
package struct BundleReader {
    static let maximumFiles = 2_000
    static let maximumFileBytes = 256 * 1_048_576
    static let maximumTextBytes = 262_144
    static let folders = ["queries", "migrations", "pages", "static", "locales", "data"]

    private let directory: String
    private var issues: [BundleIssue] = []
    private(set) var files: [BundleFile] = []
    private(set) var contents: [String: [UInt8]] = [:]

    /// Reads the bundle in `directory` (`<Name>.plugin`).
    ///
    /// - Throws: `BundleError` with all issues.
    package static func read(_ directory: String) throws(BundleError) -> PluginBundle {
        var reader = BundleReader(directory: URL(fileURLWithPath: directory).standardizedFileURL.path)
        return try reader.read()
    }

    private init(directory: String) { self.directory = directory }

    mutating func fault(_ path: String, _ message: String) { issues.append(BundleIssue(path: path, message: message)) }

    private mutating func read() throws(BundleError) -> PluginBundle {
        collect("")
        files.sort { $0.path < $1.path }
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

    /// Walks a folder of the bundle; links and devices are refused, since what they lead to may change.
    private mutating func collect(_ folder: String) {
        let place = folder.isEmpty ? directory : "\(directory)/\(folder)"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: place) else {
            return fault(folder, folder.isEmpty ? "no such folder" : "cannot be read")
        }
        for name in names.sorted() {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            guard files.count < Self.maximumFiles else { return fault(path, "more than \(Self.maximumFiles) files") }
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(path)"),
                let type = attributes[.type] as? FileAttributeType
            else {
                fault(path, "cannot be read")
                continue
            }
            if type == .typeDirectory {
                guard !folder.isEmpty || Self.folders.contains(name) else {
                    fault(path, "unknown folder, expected one of \(Self.folders.joined(separator: ", "))")
                    continue
                }
                guard path.split(separator: "/").count <= 6 else {
                    fault(path, "nested deeper than 6 folders")
                    continue
                }
                collect(path)
            } else if type == .typeRegular {
                add(path, size: (attributes[.size] as? NSNumber)?.intValue ?? 0)
            } else {
                fault(path, "not a regular file; a bundle holds no links")
            }
        }
    }

    private mutating func add(_ path: String, size: Int) {
        guard size <= Self.maximumFileBytes else { return fault(path, "has \(size) bytes, expected at most \(Self.maximumFileBytes)") }
        guard let data = FileManager.default.contents(atPath: "\(directory)/\(path)") else { return fault(path, "cannot be read") }
        let bytes = [UInt8](data)
        files.append(BundleFile(path: path, sizeBytes: bytes.count, sha256: BundleFile.digest(bytes)))
        if !path.hasPrefix("static/") { contents[path] = bytes }
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
