import PluginKit

/// The days behind a share of the revenue as a table or as JSON, as the invoice's document has them.
enum MinedDayExport {
    static let columns = [
        "day", "hashrate_ths", "estimated_hashrate_ths", "difficulty", "subsidy_btc", "fees_btc_per_block", "price_usd", "btc", "value",
    ]

    static func response(_ document: JSONValue, invoice: Int64, format: String) -> Response {
        let mined = document["mined"]
        let days = mined?["days"]?.array ?? []
        guard format == "csv" else {
            return .json(capacity: 256 * (days.count + 1)) { json in
                json.object { json in
                    for name in ["basis", "value", "btc", "untold_hours"] { json.field(name, mined?[name]?.string) }
                    json.array("items") { json in for day in days { json.value(day) } }
                    json.field("total", days.count)
                }
            }
        }
        var writer = CSVWriter { Decimal($0) != nil }
        writer.line(columns)
        for day in days { writer.line(columns.map { day[$0]?.string ?? "" }) }
        return .attachment(writer.bytes, "text/csv; charset=utf-8; header=present", "mined-\(invoice).csv")
    }
}
