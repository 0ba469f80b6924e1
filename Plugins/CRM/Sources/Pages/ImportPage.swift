import PluginKit

/// The import's page: its form, and what became of a table.
struct ImportPage: Sendable {
    let csv: String
    let skips: Bool
    let result: RecordImport?

    static let example = """
        name;company;email;phone;source;note;stage
        Ana Ruiz;Sierra Hash;ana@example.org;+34 600 000 000;fair;200 machines from May;new

        """

    var response: Response {
        .page("import", title: "import.title", status: result == nil || result?.imported != nil ? 200 : 422) { json in
            json.field("csv", result?.imported == nil ? csv : "")
            json.field("skips", skips)
            FaultWriter.write("row_faults", result?.table.faults ?? [], to: &json)
            json.field("fault_count", result?.table.faults.count ?? 0)
            if let imported = result?.imported { json.object("done") { $0.field("imported", imported) } }
            json.field("imported", result?.imported ?? 0)
        }
    }
}
