import PluginKit

/// The form of an operation: what it sends, read as the API's JSON is, and what it shows.
enum OperationForm {
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
            json.field("power_limit_watts", form["power_limit_watts"].flatMap { Int64($0) })
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
    static func write(_ form: PostedForm, _ selection: MinerSelection, sites: Rows, to json: inout JSONWriter) throws {
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
        json.array("statuses") { json in
            for status in MinerQuery.statuses {
                json.object { json in
                    json.field("value", status)
                    json.field("is_chosen", status == form["set_to"])
                    for word in MinerQuery.statuses { json.field("is_\(word)", word == status) }
                }
            }
        }
        try json.array("sites") { json in
            for site in sites {
                try json.object { json in
                    json.field("value", try site.cell("id"))
                    json.field("name", try site.cell("name"))
                    json.field("is_chosen", try site.text("id") == form["site_id"])
                }
            }
        }
        json.field("power_limit", form["power_limit_watts"] ?? "")
        json.array("pools") { json in
            for number in 1...BulkAction.mostPools {
                json.object { json in
                    json.field("number", number)
                    json.field("is_first", number == 1)
                    json.field("url", form["pool_url_\(number)"] ?? "")
                    json.field("user", form["pool_user_\(number)"] ?? "")
                }
            }
        }
    }
}
