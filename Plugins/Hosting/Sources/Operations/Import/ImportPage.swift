import PluginKit

/// The import's page: its form, and what became of a table.
struct ImportPage: Sendable {
    let csv: String
    let skips: Bool
    let result: MinerImport?

    /// More are in the API's answer; a browser is slow with a longer table.
    private static let mostFaults = 2_000

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
            write(result.faults, to: &json)
        }
    }

    private func write(_ faults: [ImportFault], to json: inout JSONWriter) {
        json.field("has_faults", !faults.isEmpty)
        json.field("fault_count", faults.count)
        json.field("more_faults", faults.count > Self.mostFaults ? faults.count - Self.mostFaults : nil)
        json.array("faults") { json in
            for fault in faults.prefix(Self.mostFaults) { json.object { write(fault, to: &$0) } }
        }
    }

    private func write(_ fault: ImportFault, to json: inout JSONWriter) {
        json.field("line", fault.line)
        json.field("field", fault.field)
        json.field("found", fault.found ?? "")
        switch fault.reason {
        case .table(let expected): json.field("other", expected)
        case .missingColumn: json.field("is_missing_column", true)
        case .unknownColumn: json.field("is_unknown_column", true)
        case .repeatedColumn: json.field("is_repeated_column", true)
        case .cells(let count): json.field("cell_count", count)
        case .text(let length): json.field("text_most", length.upperBound)
        case .whole(let range): json.field("whole_most", range.upperBound)
        case .address: json.field("is_address", true)
        case .status: json.field("is_status", true)
        case .place: json.field("is_place", true)
        case .nameplate: json.field("is_nameplate", true)
        case .figure: json.field("figure_most", Int(Nameplate.most))
        case .model: json.field("is_model", true)
        case .client: json.field("is_client", true)
        case .site: json.field("is_site", true)
        case .severalSites: json.field("is_several_sites", true)
        case .taken: json.field("is_taken", true)
        case .repeated(let line): json.field("first_line", line)
        case .answered(let serial): json.field("answered_by", serial)
        case .sameAddress(let line): json.field("address_line", line)
        }
    }
}
