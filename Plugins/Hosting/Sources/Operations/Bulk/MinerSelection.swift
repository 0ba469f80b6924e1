import PluginKit

/// The miners that something is done with: chosen one by one, or all that a list's filters leave. Pure.
struct MinerSelection: Sendable, Equatable {
    static let most = 20_000
    /// What a filter may say, as in the list's address.
    static let filterNames = ["status", "state", "site", "model", "client", "q"]

    /// Ids, each once; nil if the filter chooses.
    let ids: [Int64]?
    /// What the filter says, by name; what is blank is left out.
    let filter: [String: String]

    /// Chooses one by one. Throws `.invalidArgument` for none, too many, or what is no id.
    init(ids given: [String]) throws(PluginError) {
        var ids: Set<Int64> = []
        for text in given {
            guard let id = Int64(text), id > 0 else {
                throw PluginError(.invalidArgument, "miners: expected ids of miners, found \"\(text.prefix(40))\".")
            }
            ids.insert(id)
        }
        guard (1...MinerSelection.most).contains(ids.count) else {
            throw PluginError(.invalidArgument, "miners: expected 1 to \(MinerSelection.most) ids, found \(ids.count).")
        }
        self.ids = ids.sorted()
        filter = [:]
    }

    /// Chooses by filter; one that says nothing chooses all. Throws `.invalidArgument` that names the item.
    init(filter lookUp: (String) -> String?) throws(PluginError) {
        var filter: [String: String] = [:]
        filter["status"] = try MinerQuery.choice("status", MinerQuery.statuses, lookUp("status"))
        filter["state"] = try MinerQuery.choice("state", MinerQuery.states, lookUp("state"))
        for name in ["model", "client", "q"] { filter[name] = try MinerQuery.text(name, lookUp(name)) }
        if let site = lookUp("site"), !site.isEmpty {
            guard let id = Int64(site), id > 0 else { throw PluginError(.invalidArgument, "site: expected the id of a site.") }
            filter["site"] = String(id)
        }
        ids = nil
        self.filter = filter
    }

    /// Reads `miners` or `filter` of a request's JSON. Throws `.invalidArgument`.
    init(_ body: JSONValue) throws(PluginError) {
        if let list = body["miners"]?.array {
            var texts: [String] = []
            for item in list { texts.append(item.string ?? item.integer.map(String.init) ?? "") }
            try self.init(ids: texts)
        } else if let filter = body["filter"]?.object {
            for field in filter.fields where !MinerSelection.filterNames.contains(field.name) {
                throw PluginError(
                    .invalidArgument,
                    "filter: expected \(MinerSelection.filterNames.joined(separator: ", ")), found \(field.name.prefix(40)).")
            }
            try self.init(filter: { name in filter[name].flatMap { $0.string ?? $0.integer.map(String.init) } })
        } else {
            throw PluginError(.invalidArgument, "miners: expected a list of ids, or a filter in its place.")
        }
    }

    /// The ids as JSON or null, and the filter, as the last seven parameters of a statement that takes a selection.
    var values: [Value] {
        let chosen = ids.map { ids in
            Value.json { json in
                json.array { json in
                    for id in ids { json.value(String(id)) }
                }
            }
        }
        return [chosen ?? .null, Value(filter["status"]), Value(filter["state"]), Value(filter["site"].flatMap(Int64.init))]
            + [Value(filter["model"]), Value(filter["client"]), Value(filter["q"])]
    }
}
