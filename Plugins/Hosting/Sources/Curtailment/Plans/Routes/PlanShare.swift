import PluginKit

/// What a client sees of a plan: the times for which its own miners were kept off.
struct PlanShare: Sendable {
    /// In the order of miners and times, as many rows together as one answer of the database has.
    let pages: [Rows]
    /// Rows in all, of which `pages` may be the first.
    let total: Int64

    /// Below what an answer may have.
    private static let pageSize: Int64 = 9_000

    /// Reads all of it, or the first page. Throws `.notFound` if the plan has kept none of the tenant's miners off.
    init(of id: Int64, firstPage isFirst: Bool = false, in context: PluginContext) async throws {
        var pages: [Rows] = []
        var (miner, from) = (Int64(0), Timestamp(unixMicros: 0))
        while true {
            let rows = try await context.database.query(
                "reductions_of_plan", .integer(id), .integer(miner), .timestamp(from), .integer(PlanShare.pageSize))
            guard let last = rows.last else { break }
            pages.append(rows)
            (miner, from) = (Int64(try last["miner_id"] as String) ?? 0, try last["from_at"])
            if isFirst || rows.count < Int(PlanShare.pageSize) { break }
        }
        guard let first = pages.first?.first else { throw PlanStore.notFound }
        self.pages = pages
        total = try first["total"]
    }

    /// The fields of the JSON answer.
    func write(id: Int64, to json: inout JSONWriter) throws {
        json.field("id", String(id))
        try json.array("miners") { json in
            for row in pages.joined() {
                try json.object { json in
                    for name in [
                        "miner_id", "serial_number", "from_at", "until_at", "baseline_watts", "curtailed_kwh", "estimated_kwh",
                        "lost_th_hours",
                    ] { json.field(name, try row.cell(name)) }
                }
            }
        }
        json.field("total", total)
    }

    /// The data of the page.
    func writePage(id: Int64, to json: inout JSONWriter) throws {
        json.field("id", String(id))
        try json.array("miners") { json in
            for row in pages.joined() {
                try json.object { json in
                    json.field("miner_id", try row.text("miner_id"))
                    json.field("serial_number", try row.text("serial_number"))
                    json.field("baseline", DisplayNumber.text(try row["baseline_watts"], 0))
                    PlanWords.write(energy: "energy", try row["curtailed_kwh"], to: &json)
                    PlanWords.write(estimatedKWh: try row.number("estimated_kwh"), to: &json)
                    json.field("lost", DisplayNumber.text(try row["lost_th_hours"], 1))
                    DisplayTime.write("from", try row["from_at"], to: &json)
                    if let until = try row.timestamp("until_at") { DisplayTime.write("until", until, to: &json) }
                }
            }
        }
        let shown = pages.reduce(0) { $0 + $1.count }
        json.field("is_cut", Int64(shown) < total)
        json.field("first_row", 1)
        json.field("last_row", shown)
        json.field("total", total)
    }

    /// The same as CSV.
    func table() throws -> [UInt8] {
        var csv = CSVWriter { Double($0) != nil }
        csv.line(["serial_number", "from_at", "until_at", "baseline_watts", "curtailed_kwh", "lost_th_hours", "estimated_kwh"])
        for row in pages.joined() {
            csv.line([
                try row.text("serial_number") ?? "", try row.timestamp("from_at")?.rfc3339 ?? "",
                try row.timestamp("until_at")?.rfc3339 ?? "",
                DisplayNumber.text(try row["baseline_watts"], 0), DisplayNumber.text(try row["curtailed_kwh"], 4),
                DisplayNumber.text(try row["lost_th_hours"], 4),
                try row.number("estimated_kwh").map { DisplayNumber.text($0, 4) } ?? "",
            ])
        }
        return csv.bytes
    }
}
