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
    private var files: [BundleFile] = []
    private var contents: [String: [UInt8]] = [:]

    /// Reads the bundle in `directory` (`<Name>.plugin`).
    ///
    /// - Throws: `BundleError` with all issues.
    package static func read(_ directory: String) throws(BundleError) -> PluginBundle {
        var reader = BundleReader(directory: URL(fileURLWithPath: directory).standardizedFileURL.path)
        return try reader.read()
    }

    private init(directory: String) { self.directory = directory }

    private mutating func fault(_ path: String, _ message: String) { issues.append(BundleIssue(path: path, message: message)) }

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
    private mutating func text(_ path: String, limit: Int = maximumTextBytes) -> String? {
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

    /// Files directly in a folder with their names without the ending; faults other names.
    private mutating func names(in folder: String, ending: String, _ pattern: Regex<Substring>, _ expected: String) -> [(
        path: String, name: String
    )] {
        var found: [(path: String, name: String)] = []
        for file in files where file.path.hasPrefix(folder + "/") {
            let name = file.path.dropFirst(folder.count + 1)
            guard name.hasSuffix(ending), name.dropLast(ending.count).wholeMatch(of: pattern) != nil else {
                fault(file.path, "unexpected file, expected \(expected)")
                continue
            }
            found.append((file.path, String(name.dropLast(ending.count))))
        }
        return found
    }

    private mutating func readStatements(_ manifest: Manifest?) -> [StatementSource] {
        let found = names(in: "queries", ending: ".sql", /[a-z][a-z0-9_]{0,62}/, "queries/<name>.sql with a name of a-z, 0-9 and '_'")
        if found.isEmpty, let manifest, manifest.services.contains("hashinsight.db/1") {
            fault("queries/", "missing: the manifest asks for hashinsight.db/1, expected at least one statement")
        }
        return found.compactMap { path, name in text(path).map { StatementSource(name: name, sql: $0) } }
    }

    private mutating func readMigrations(_ manifest: Manifest?) -> [MigrationSource] {
        var found: [MigrationSource] = []
        let names = names(in: "migrations", ending: ".sql", /[0-9]{4}_[a-z0-9_]{1,58}/, "migrations/0001_name.sql")
        for (path, name) in names {
            guard let text = text(path), let number = Int(name.prefix(4)) else { continue }
            if number != found.count + 1 { fault(path, "out of order, expected number \(found.count + 1): from 1, without gaps") }
            found.append(MigrationSource(number: number, name: name, sql: text))
        }
        if found.isEmpty, let manifest, !manifest.tables.isEmpty {
            fault("migrations/", "missing: the manifest lists \(manifest.tables.count) tables, expected migrations that create them")
        }
        return found
    }

    private mutating func readLocales(_ manifest: Manifest?) -> [String] {
        let found = names(
            in: "locales", ending: ".json", /[a-z]{2,3}(?:-[A-Za-z]{2,8})*/, "locales/<language>.json such as en.json or zh-Hans.json")
        for (path, name) in found {
            guard let text = text(path) else { continue }
            do throws(JSONSyntaxError) {
                let catalogue = try JSONValue.parse(text.utf8, maximumDepth: 8)
                guard catalogue.objectValue != nil else {
                    fault(path, "expected an object of texts, found \(catalogue.kindName)")
                    continue
                }
                for entry in manifest?.navigation ?? [] where !Self.has(entry.title, in: catalogue) {
                    fault(path, "lacks the key \(entry.title), the title of a navigation entry (\(name))")
                }
            } catch {
                fault(path, error.description)
            }
        }
        if found.isEmpty, let manifest, !manifest.navigation.isEmpty {
            fault("locales/", "missing: navigation titles are catalogue keys, expected at least locales/en.json")
        }
        return found.map(\.name)
    }

    /// A key with dots, either flat or as nested objects.
    private static func has(_ key: String, in catalogue: JSONValue) -> Bool {
        if catalogue[key]?.stringValue != nil { return true }
        var place: JSONValue? = catalogue
        for part in key.split(separator: ".") { place = place?[String(part)] }
        return place?.stringValue != nil
    }

    private mutating func readTemplates(_ manifest: Manifest?) -> [String] {
        var found: [String] = []
        for file in files where file.path.hasPrefix("pages/") {
            guard file.path.hasSuffix(".mustache") else {
                fault(file.path, "unexpected file, expected pages/<name>.mustache")
                continue
            }
            guard text(file.path) != nil else { continue }
            found.append(String(file.path.dropFirst("pages/".count).dropLast(".mustache".count)))
        }
        if found.isEmpty, let page = manifest?.routes.first(where: \.isPage) {
            fault("pages/", "missing: the route \(page.name) is a page, expected a template pages/<name>.mustache")
        }
        return found
    }

    private mutating func readReferenceData(_ manifest: Manifest?) -> [String: CSVTable] {
        var found: [String: CSVTable] = [:]
        for table in manifest?.tables ?? [] {
            guard let file = table.dataFile else { continue }
            let path = "data/\(file)"
            guard contents[path] != nil else {
                fault(path, "missing: fills the table \(table.name)")
                continue
            }
            guard let text = text(path, limit: 16 * 1_048_576) else { continue }
            do throws(CSVError) {
                let data = try CSVTable(text)
                if let column = data.columns.first(where: { $0.wholeMatch(of: /[a-z][a-z0-9_]{0,47}/) == nil }) {
                    fault(path, "the column '\(column)' is no name of a-z, 0-9 and '_'")
                }
                found[table.name] = data
            } catch {
                fault(path, error.description)
            }
        }
        return found
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
