import PluginKit

/// Writes what is wrong with a table as the partial `table_faults` needs it.
enum ImportFaultFields {
    /// More are in the API's answer; a browser is slow with a longer table.
    private static let most = 2_000

    static func write(_ faults: [ImportFault], to json: inout JSONWriter) {
        json.field("has_faults", !faults.isEmpty)
        json.field("fault_count", faults.count)
        json.field("more_faults", faults.count > most ? faults.count - most : nil)
        json.array("faults") { json in
            for fault in faults.prefix(most) { json.object { write(fault, to: &$0) } }
        }
    }

    private static func write(_ fault: ImportFault, to json: inout JSONWriter) {
        json.field("line", fault.line)
        json.field("field", fault.field)
        json.field("found", fault.found ?? "")
        switch fault.reason {
        case .table(let expected): json.field("other", expected)
        case .windowBegin: json.field("is_window_begin", true)
        case .powerPrice: json.field("is_power_price", true)
        case .windowMinutes: json.field("is_window_minutes", true)
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
