import PluginKit

/// Writes deals for a page, each with the stages that may follow.
enum DealWriter {
    static func write(_ rows: Rows, to json: inout JSONWriter) throws {
        json.field("has_deals", !rows.isEmpty)
        try json.array("deals") { json in
            for row in rows {
                try json.object { json in
                    for name in ["id", "lead_id", "lead", "title", "value", "currency", "closes_on"] {
                        json.field(name, try row.text(name))
                    }
                    let stage = try row.text("stage") ?? ""
                    StageWriter.write(stage, to: &json)
                    StageWriter.writeNext(stage, DealStage.self, to: &json)
                }
            }
        }
    }
}
