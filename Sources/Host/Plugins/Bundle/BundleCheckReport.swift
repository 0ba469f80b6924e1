/// What a bundle is and what it would read and write: what the operator reads before enabling it.
package struct BundleCheckReport: Sendable {
    /// A table with the statements that read and write it.
    package struct TableUse: Sendable, Hashable {
        /// `schema.table`
        package let table: String
        package let readBy: [String]
        package let writtenBy: [String]
    }

    package let directory: String
    /// Nil if the bundle could not be read.
    package let bundle: PluginBundle?
    package let statements: [VettedStatement]
    package let tables: [TableUse]
    /// Everything that keeps the host from installing it.
    package let issues: [String]

    /// Whether the host would load it.
    package var isAccepted: Bool { issues.isEmpty }

    /// Reads and vets the bundle in `directory`. Runs none of its code and needs no database.
    package static func check(_ directory: String) -> BundleCheckReport {
        do throws(BundleError) {
            return BundleCheckReport(try BundleReader.read(directory))
        } catch {
            return BundleCheckReport(directory: error.directory, bundle: nil, statements: [], issues: error.issues.map(\.description))
        }
    }

    /// Vets a bundle that was read.
    package init(_ bundle: PluginBundle) {
        var issues: [String] = []
        var enumTypes: Set<String> = []
        do throws(VettingError) {
            enumTypes = Set(try MigrationVetter.vet(bundle.migrations, manifest: bundle.manifest).enumTypes)
        } catch {
            issues += error.issues.map(\.description)
        }
        let scope = VettingScope(manifest: bundle.manifest, enumTypes: enumTypes)
        var statements: [VettedStatement] = []
        for source in bundle.statements {
            do throws(VettingError) {
                statements.append(try StatementVetter.vet(source, scope: scope))
            } catch {
                issues += error.issues.map(\.description)
            }
        }
        self.init(directory: bundle.directory, bundle: bundle, statements: statements, issues: issues)
    }

    private init(directory: String, bundle: PluginBundle?, statements: [VettedStatement], issues: [String]) {
        self.directory = directory
        self.bundle = bundle
        self.statements = statements
        self.issues = issues
        let names = Set(statements.flatMap { $0.reads + $0.writes }).sorted()
        tables = names.map { table in
            TableUse(
                table: table, readBy: statements.filter { $0.reads.contains(table) }.map(\.name),
                writtenBy: statements.filter { $0.writes.contains(table) }.map(\.name))
        }
    }
}
