import PluginKit

/// What the API says of an import: counts, and every fault with its line and field.
struct ImportAnswer: Sendable {
    let faults: [ImportFault]
    let goodRows: Int
    let badRows: Int
    /// How many rows were written; nil if nothing was.
    let written: Int?
    let isTrial: Bool
    /// The name of the field that says so.
    var countName = "imported"

    /// 201 with what was written, 200 for a trial, 422 where nothing was because of the faults.
    var response: Response {
        if let written {
            return .json(status: 201, capacity: capacity) { json in json.object { write(written, to: &$0) } }
        }
        if isTrial { return .json(capacity: capacity) { json in json.object { write(0, to: &$0) } } }
        return .invalid(faults, code: "invalid_table", detail: detail) { writeCounts(0, to: &$0) }
    }

    private var capacity: Int { 512 + 160 * faults.count }

    private var detail: String {
        guard let first = faults.first else { return "The table has no rows. Nothing was written." }
        return "\(faults.count) faults, the first on \(first.message) Nothing was written."
    }

    private func write(_ written: Int, to json: inout JSONWriter) {
        writeCounts(written, to: &json)
        json.field("error_count", faults.count)
        json.errors(faults)
    }

    private func writeCounts(_ written: Int, to json: inout JSONWriter) {
        json.field(countName, written)
        json.field("good_rows", goodRows)
        json.field("bad_rows", badRows)
    }
}
