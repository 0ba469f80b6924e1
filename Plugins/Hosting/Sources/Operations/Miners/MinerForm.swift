import PluginKit

/// The form of one miner: its fields, what can be chosen in them, and the draft that it asks for.
enum MinerForm {
    /// Where a model is named that cannot be chosen.
    private static let ownModel = "own_model"

    static let fields = FormFields(
        name: "miner_form",
        fields: ["client", "serial_number", "model", ownModel] + Nameplate.names + ["site_id", "address", "port", "status"],
        otherNames: ["model_id": "model", "tenant": "client"])

    /// The statements of what can be chosen; `write` takes their outcomes.
    static let choices = [
        Database.Call("clients"), Database.Call("sites_names"), Database.Call("models_page", .integer(500), .integer(0)),
    ]

    /// The form with what stands in a row of `miner_detail`.
    static func fields(of row: Row) throws -> FormFields {
        var form = fields
        for name in ["client", "serial_number", "address", "status"] { form.given[name] = try row.text(name) }
        let model = try row.text("model_id")
        form.given["model"] = model
        if model == nil { form.given[ownModel] = try row.text("model") }
        for (name, own) in zip(Nameplate.names, ["own_hashrate_ths", "own_power_watts"]) {
            form.given[name] = try row.number(own).map { $0.rounded() == $0 ? DisplayNumber.text($0, 0) : String($0) }
        }
        form.given["site_id"] = try row.text("site_id")
        form.given["port"] = try row.integer("port").map(String.init)
        return form
    }

    /// Throws `.invalidArgument` that names the field.
    static func draft(_ form: PostedForm, names: [String]) throws -> MinerDraft {
        let own = try BodyFields(try form.json([ownModel]), of: "miner", known: [ownModel]).text(ownModel, 1...100)
        if own != nil, form["model"] != nil {
            throw PluginError(.invalidArgument, "\(ownModel): expected a model of the catalogue or one of your own, found both.")
        }
        var draft = try MinerDraft(try form.json(names.filter { $0 != ownModel }, numbers: Set(["port"] + Nameplate.names)))
        if let own {
            guard draft.nameplate != nil else { throw PluginError(.invalidArgument, "\(Nameplate.names[0]): missing.") }
            draft.model = own
        }
        try draft.requireComplete()
        return draft
    }

    static func write(
        _ form: FormFields, _ choices: [Database.Outcome], _ refused: RefusedForm?, _ request: Request, to json: inout JSONWriter
    ) throws {
        try form.write(refused, language: request.language, to: &json) { json, text in
            try Options.write("clients", choices[0].rows, chosen: text("client"), to: &json)
            try Options.write("sites", choices[1].rows, chosen: text("site_id"), to: &json)
            try Options.write("models", choices[2].rows, chosen: text("model"), to: &json)
            json.array("statuses") { json in
                for status in MinerQuery.statuses {
                    json.object { json in
                        json.field("value", status)
                        json.field("is_chosen", status == text("status"))
                        json.field("is_\(status)", true)
                    }
                }
            }
        }
    }
}
