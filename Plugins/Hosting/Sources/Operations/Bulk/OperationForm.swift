import PluginKit

/// The form of an operation: what it sends, read as the API's JSON is, and what it shows.
enum OperationForm {
    static let fields = FormFields(
        name: "operation_form",
        fields: ["set_to", "site_id", "power_limit_watts", "pools"]
            + (1...BulkAction.mostPools).flatMap { ["pool_url_\($0)", "pool_user_\($0)"] },
        otherNames: ["status": "set_to"])

    /// The miners: boxes that were ticked, or all that the list's filters leave.
    static func selection(_ form: PostedForm) throws(PluginError) -> MinerSelection {
        form["all"] == "true" ? try MinerSelection(filter: { form[$0] }) : try MinerSelection(ids: form.all("miner"))
    }

    /// The action with what it needs. Throws `.invalidArgument` that names the field.
    static func action(_ form: PostedForm) throws(PluginError) -> BulkAction {
        var json = JSONWriter(capacity: 512)
        json.object { json in
            json.field("action", form["action"])
            json.field("status", form["set_to"])
            json.field("site_id", form["site_id"])
            // What is no number goes as it is, and is refused with its name.
            if let text = form["power_limit_watts"] {
                if let watts = Int64(text) { json.field("power_limit_watts", watts) } else { json.field("power_limit_watts", text) }
            }
            json.array("pools") { json in
                for number in 1...BulkAction.mostPools {
                    guard let url = form["pool_url_\(number)"] else { continue }
                    json.object { json in
                        json.field("url", url)
                        json.field("user", form["pool_user_\(number)"])
                        json.field("password", form["pool_password_\(number)"])
                    }
                }
            }
        }
        let known: Set<String> = ["action", "status", "site_id", "power_limit_watts", "pools"]
        return try BulkAction(try BodyFields(try JSONValue(parsing: json.bytes), of: "operation", known: known))
    }

    /// The form as it was sent, so that it can be sent again.
    static func write(
        _ form: PostedForm, _ selection: MinerSelection, sites: Rows, refused: RefusedForm?, language: String, to json: inout JSONWriter
    ) throws {
        OperationFields.writeAction(form["action"] ?? "restart", to: &json)
        json.field("is_all", selection.ids == nil)
        json.array("ids") { json in
            for id in selection.ids ?? [] { json.value(String(id)) }
        }
        json.array("filters") { json in
            for name in MinerSelection.filterNames {
                guard let value = selection.filter[name] else { continue }
                json.object { json in
                    json.field("name", name)
                    json.field("value", value)
                }
            }
        }
        try fields.write(refused, language: language, to: &json) { json, text in
            json.array("statuses") { json in
                for status in MinerQuery.statuses {
                    json.object { json in
                        json.field("value", status)
                        json.field("is_chosen", status == text("set_to"))
                        for word in MinerQuery.statuses { json.field("is_\(word)", word == status) }
                    }
                }
            }
            try Options.write("sites", sites, chosen: text("site_id"), to: &json)
            json.array("pool_lines") { json in
                for number in 1...BulkAction.mostPools {
                    json.object { json in
                        json.field("number", number)
                        json.field("is_first", number == 1)
                        json.field("url", text("pool_url_\(number)"))
                        json.field("user", text("pool_user_\(number)"))
                    }
                }
            }
        }
    }
}
