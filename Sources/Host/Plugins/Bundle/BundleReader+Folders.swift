/// What lies in the folders of a bundle, one function a folder.
extension BundleReader {
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

    mutating func readStatements(_ manifest: Manifest?) -> [StatementSource] {
        let found = names(in: "queries", ending: ".sql", /[a-z][a-z0-9_]{0,62}/, "queries/<name>.sql with a name of a-z, 0-9 and '_'")
        if found.isEmpty, let manifest, manifest.services.contains("hashinsight.db/1") {
            fault("queries/", "missing: the manifest asks for hashinsight.db/1, expected at least one statement")
        }
        if let manifest, !manifest.statements.isEmpty {
            let files = Set(found.map(\.name))
            for name in manifest.statements where !files.contains(name) {
                fault("queries/\(name).sql", "missing: the manifest lists it under statements")
            }
            for (path, name) in found where !manifest.statements.contains(name) {
                fault(path, "not in the manifest's list of statements, expected each file to be listed")
            }
        }
        return found.compactMap { path, name in text(path).map { StatementSource(name: name, sql: $0) } }
    }

    mutating func readMigrations(_ manifest: Manifest?) -> [MigrationSource] {
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

    mutating func readLocales(_ manifest: Manifest?) -> [String] {
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

    mutating func readTemplates(_ manifest: Manifest?) -> [String] {
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

    mutating func readReferenceData(_ manifest: Manifest?) -> [String: CSVTable] {
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
}
