import PluginKit

/// What a list of miners is narrowed to and ordered by. Pure.
struct MinerQuery: Sendable {
    let status: String?
    let state: String?
    let siteId: Int64?
    let modelId: String?
    let client: String?
    let search: String?
    let sort: String?
    let isDescending: Bool
    let page: PageOf

    static let statuses = ["active", "offline", "maintenance"]
    static let states = ["ok", "hashing_low", "paused", "unreachable", "refusing", "malformed", "stale", "offline", "never_seen"]
    static let sorts = [
        "serial_number", "model", "site", "client", "status", "state", "hashrate_ths", "power_watts", "temperature_celsius",
        "uptime_seconds",
    ]

    /// Reads the query of a request. Throws `.invalidArgument` that names the item and what it may be.
    init(_ request: Request) throws(PluginError) {
        status = try MinerQuery.choice("status", MinerQuery.statuses, request.text("status"))
        state = try MinerQuery.choice("state", MinerQuery.states, request.text("state"))
        sort = try MinerQuery.choice("sort", MinerQuery.sorts, request.text("sort"))
        let order = try MinerQuery.choice("order", ["asc", "desc"], request.text("order"))
        isDescending = order == "desc"
        siteId = try request.integer("site", in: 1...Int64.max)
        modelId = try MinerQuery.text("model", request.text("model"))
        client = try MinerQuery.text("client", request.text("client"))
        search = try MinerQuery.text("q", request.text("q"))
        page = try PageOf(request)
    }

    /// Whether the whole list is asked for in its own order, for which the key's index serves.
    var isPlain: Bool {
        status == nil && state == nil && siteId == nil && modelId == nil && client == nil && search == nil && sort == nil
    }

    /// What narrows the list, as the parameters $1 to $6 of every statement that takes a list's filters.
    var filter: [Value] { [Value(status), Value(state), Value(siteId), Value(modelId), Value(client), Value(search)] }

    /// The rows and their total, as statements of one round trip.
    var calls: [Database.Call] {
        if isPlain {
            return [Database.Call("miners_page", .integer(page.size), .integer(page.offset)), Database.Call("miners_total")]
        }
        let order: [Value] = [Value(sort), .text(isDescending ? "desc" : "asc"), .integer(page.size), .integer(page.offset)]
        return [Database.Call("miners_search", parameters: filter + order), Database.Call("miners_matching", parameters: filter)]
    }

    /// A text of a filter, cut to 100 characters; nil if it is empty.
    static func text(_ name: String, _ given: String?) throws(PluginError) -> String? {
        guard let text = given?.prefix(100), !text.isEmpty else { return nil }
        // PostgreSQL's texts hold no NUL; leaving the filter out would show what was not asked for.
        guard !text.contains("\0") else { throw PluginError(.invalidArgument, "\(name): expected text without NUL.") }
        return String(text)
    }

    /// One of the known words; nil if it is empty.
    static func choice(_ name: String, _ known: [String], _ given: String?) throws(PluginError) -> String? {
        guard let text = given, !text.isEmpty else { return nil }
        guard known.contains(text) else {
            throw PluginError(.invalidArgument, "\(name): expected one of \(known.joined(separator: ", ")), found \"\(text.prefix(40))\".")
        }
        return text
    }
}
