import PluginKit

/// The data of the list of miners: rows, filters, sorting and paging as links that work without scripts.
struct MinersPage: Sendable {
    let query: MinerQuery
    let isProvider: Bool
    /// Whether whoever looks may import and change miners.
    let mayChange: Bool
    let language: String
    let rows: Rows
    let total: Int64
    let sites: Rows
    let clients: Rows
    let models: Rows

    private static let path = "/hosting/miners"

    func write(to json: inout JSONWriter) throws {
        json.field("is_provider", isProvider)
        json.field("may_change", mayChange)
        json.field("export", "/api/v1/hosting/export/miners" + link(page: 1))
        json.field("total", total)
        json.field("has_filter", !query.isPlain)
        OperationFields.writeAction("restart", to: &json)
        json.array("filters") { json in
            for (name, value) in filters {
                json.object { json in
                    json.field("name", name)
                    json.field("value", value)
                }
            }
        }
        json.field("search", query.search ?? "")
        json.field("sorted_by", query.sort)
        json.field("order", query.sort != nil && query.isDescending ? "desc" : nil)
        json.field("has_estimates", try rows.contains { try $0.boolean("power_is_estimated") ?? false })
        json.field("here", MinersPage.path + link(page: query.page.number))
        try json.array("items") { json in
            for row in rows { try json.object { json in try MinerRow.write(row, language: language, to: &json) } }
        }
        choices("states", MinerQuery.states, chosen: query.state, to: &json) { StateFields.write($0, to: &$1) }
        choices("statuses", MinerQuery.statuses, chosen: query.status, to: &json) { $1.field("is_\($0)", true) }
        try Options.write("sites", sites, chosen: query.siteId.map(String.init), to: &json)
        try Options.write("clients", clients, chosen: query.client, to: &json)
        try Options.write("models", models, chosen: query.modelId, to: &json)
        json.object("columns") { json in
            for column in MinerQuery.sorts { sortLink(column, to: &json) }
        }
        pager(to: &json)
    }

    private func choices(
        _ name: String, _ values: [String], chosen: String?, to json: inout JSONWriter, _ more: (String, inout JSONWriter) -> Void
    ) {
        json.array(name) { json in
            for value in values {
                json.object { json in
                    json.field("value", value)
                    json.field("is_chosen", value == chosen)
                    more(value, &json)
                }
            }
        }
    }

    private func sortLink(_ column: String, to json: inout JSONWriter) {
        let isSorted = query.sort == column
        json.object(column) { json in
            json.field("href", MinersPage.path + link(page: 1, sort: column, isDescending: isSorted && !query.isDescending))
            json.field("sorted", isSorted ? (query.isDescending ? "descending" : "ascending") : "none")
            json.field("is_ascending", isSorted && !query.isDescending)
            json.field("is_descending", isSorted && query.isDescending)
        }
    }

    private func pager(to json: inout JSONWriter) {
        let page = query.page
        let count = page.pageCount(of: total)
        json.field("from", rows.isEmpty ? 0 : page.offset + 1)
        json.field("to", rows.isEmpty ? 0 : page.offset + Int64(rows.count))
        json.field("is_past_end", rows.isEmpty && total > 0)
        json.field("page", page.number)
        json.field("pages", count)
        json.field("has_pages", count > 1)
        if page.number > 1 { json.field("previous", MinersPage.path + link(page: min(page.number - 1, count))) }
        if page.number < count { json.field("next", MinersPage.path + link(page: page.number + 1)) }
    }

    /// What narrows the list, as its address says it.
    private var filters: [(String, String)] {
        let items: [(String, String?)] = [
            ("q", query.search), ("state", query.state), ("status", query.status), ("site", query.siteId.map(String.init)),
            ("model", query.modelId), ("client", query.client),
        ]
        return items.compactMap { name, value in value.map { (name, $0) } }
    }

    private func link(page: Int64, sort: String? = nil, isDescending: Bool? = nil) -> String {
        let sorting = sort ?? query.sort
        let descending = isDescending ?? query.isDescending
        let items: [(String, String?)] = [
            ("sort", sorting), ("order", sorting != nil && descending ? "desc" : nil),
            ("per_page", query.page.size == 20 ? nil : String(query.page.size)), ("page", page == 1 ? nil : String(page)),
        ]
        let told = (filters + items.compactMap { name, value in value.map { (name, $0) } })
            .map { "\($0)=\(QueryString.encode($1))" }
        return told.isEmpty ? "" : "?" + told.joined(separator: "&")
    }
}
