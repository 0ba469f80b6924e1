import PluginKit

/// Where a record's sealed bytes are pinned, as it is stored.
struct RecordPin: Sendable {
    let state: String
    let cid: String?
    /// Each with `provider`, `state` and `problem`.
    let places: [JSONValue]
    let problem: String?

    init(_ row: Row) throws {
        state = try row["pin_state"]
        cid = try row.text("cid")
        problem = try row.text("pin_problem")
        let stored = try row.json("pins")
        guard case .array(let places) = stored else { throw PluginError(.internal, "The stored pins of a record are no list.") }
        self.places = places
    }

    /// For programs.
    func write(to json: inout JSONWriter) {
        json.field("cid", cid)
        json.field("pin_state", state)
        json.field("pin_problem", problem)
        json.array("pins") { json in
            for place in places {
                json.object { json in
                    for name in ["provider", "state", "problem"] { json.field(name, place[name]?.string) }
                }
            }
        }
    }

    /// For the page, which has a word of its own for each state.
    func writePage(to json: inout JSONWriter) {
        json.field("has_pin", state != "none")
        json.field("has_evidence", cid != nil)
        json.field("pin_is_\(state)", true)
        json.field("pin_class", state == "pinned" ? "state-fine" : state == "failed" ? "state-bad" : "state-low")
        json.field("has_places", !places.isEmpty)
        json.array("places") { json in
            for place in places {
                json.object { json in
                    json.field("provider", place["provider"]?.string)
                    json.field("is_\(place["state"]?.string ?? "pending")", true)
                    json.field("problem", place["problem"]?.string)
                }
            }
        }
    }

    /// The words of the table's state.
    static func name(_ state: NotaryPin.State) -> String {
        switch state {
        case .pending: "pending"
        case .pinned: "pinned"
        case .failed: "failed"
        case .removing: "removing"
        case .removed: "removed"
        }
    }
}
