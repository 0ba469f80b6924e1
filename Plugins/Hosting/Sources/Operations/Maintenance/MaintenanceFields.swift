import PluginKit

/// What a form of a maintenance window sends, and a window as a page shows it.
enum MaintenanceFields {
    /// Without a site the form looks for miners.
    static let form = FormFields(
        name: "window_form", fields: ["site_id", "q", "from_at", "until_at", "reason"],
        otherNames: ["miners": "q", "filter": "q", "duration_minutes": "until_at"])

    /// The form as the API's JSON: a site, or the miners whose serial number, model, address or client has the text.
    static func json(_ form: PostedForm) throws(PluginError) -> JSONValue {
        var json = JSONWriter(capacity: 256)
        json.object { json in
            for name in ["from_at", "until_at", "reason"] { json.field(name, form[name]) }
            if let site = form["site_id"] {
                json.field("site_id", site)
            } else if !form.all("miner").isEmpty {
                json.array("miners") { json in
                    for id in form.all("miner") { json.value(id) }
                }
            } else if let text = form["q"] {
                json.object("filter") { $0.field("q", text) }
            }
        }
        return try JSONValue(parsing: json.bytes)
    }

    /// Writes a row of `maintenance_page`.
    static func write(_ row: Row, mayEnd: Bool, to json: inout JSONWriter) throws {
        for name in ["id", "reason", "site", "miners"] { json.field(name, try row.cell(name)) }
        try AuthorFields.write(row, to: &json)
        let miners: Int64 = try row["miners"]
        json.field("has_site", try row.text("site") != nil)
        json.field("is_one_miner", miners == 1)
        json.field("serial_number", try row.cell("serial_number"))
        let state: String = try row["state"]
        for word in MaintenanceStore.states { json.field("is_\(word)", word == state) }
        json.field("may_end", mayEnd && state != "over")
        DisplayTime.write("from", try row["from_at"], to: &json)
        DisplayTime.write("until", try row["until_at"], to: &json)
    }
}
