import PluginKit

/// The import's page: its form, and what became of a table.
struct ImportPage: Sendable {
    let csv: String
    let skips: Bool
    let result: MinerImport?

    static let example = """
        serial;model;client;site;address;port;status;rack;row;position
        SN-0001;Antminer S21 (200 TH);;;10.0.0.11;4028;active;A1;1;1

        """

    /// The page, 422 if a table was not taken.
    func response(_ request: Request) throws -> Response {
        let isRefused = result.map { $0.imported == nil && !$0.faults.isEmpty } ?? false
        return .page("import", title: "import.title", status: isRefused ? 422 : 200) { json in
            json.field("csv", result?.imported == nil ? csv : "")
            json.field("skips", skips)
            json.field("tenant", request.tenant)
            json.field("columns", MinerTable.columns.joined(separator: ", "))
            json.field("most_rows", MinerTable.mostRows)
            guard let result else { return }
            json.field("imported", result.imported ?? 0)
            json.field("is_imported", result.imported != nil)
            json.field("is_trial", result.imported == nil)
            json.field("good_rows", result.goodRows)
            json.field("bad_rows", result.badRows)
            ImportFaultFields.write(result.faults, to: &json)
        }
    }
}
