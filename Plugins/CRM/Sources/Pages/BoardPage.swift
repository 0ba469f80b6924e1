import PluginKit

/// The data of the board: a column for each stage, a card for each lead with the stages that it may move to.
struct BoardPage: Sendable {
    let rows: Rows
    let search: String
    let faults: [FieldFault]
    /// What the form was sent with, if it comes back.
    let texts: [String: String]

    /// In each column; the list has all.
    static let cardsShown: Int64 = 100

    func write(to json: inout JSONWriter) throws {
        json.field("search", String(search.prefix(100)))
        FaultWriter.write("faults", faults, to: &json)
        json.object("f") { json in
            for field in RecordKind.lead.fields { json.field(field.name, texts[field.name] ?? "") }
        }
        try json.array("columns") { json in
            for stage in LeadStage.allCases {
                let cards = try rows.filter { try $0.text("stage") == stage.rawValue }
                try json.object { json in
                    StageWriter.write(stage.rawValue, to: &json)
                    json.field("total", try cards.first?.integer("total") ?? 0)
                    json.field("list", LeadList.path + "?" + RecordQuery({ ["stage": stage.rawValue, "q": search][$0] }, .lead).items)
                    json.field("has_more", Int64(cards.count) < (try cards.first?.integer("total") ?? 0))
                    try json.array("cards") { json in
                        for row in cards { try json.object { try write(row, stage, to: &$0) } }
                    }
                }
            }
        }
        json.field("is_empty", rows.isEmpty)
    }

    private func write(_ row: Row, _ stage: LeadStage, to json: inout JSONWriter) throws {
        json.field("id", try row.text("id"))
        json.field("name", try row.text("name"))
        json.field("company", try row.text("company"))
        json.field("has_company", try row.text("company")?.isEmpty == false)
        // Of each currency its own sum: what has two is not one amount.
        json.field("sums", try row.cell("sums"))
        if let time = try row.timestamp("updated_at") { DisplayTime.write("updated", time, to: &json) }
        StageWriter.writeNext(stage.rawValue, LeadStage.self, to: &json)
    }
}
