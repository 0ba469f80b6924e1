import PluginKit

/// Which alerts are asked for. Pure.
struct AlertQuery: Sendable {
    /// Those that are over; else those that are open.
    let isPast: Bool
    let ruleId: Int64?
    let page: PageOf

    /// Reads `state` (`open`, the default, or `past`), `rule`, `page` and `per_page`. Throws `.invalidArgument`.
    init(_ request: Request) throws(PluginError) {
        let state = request.text("state") ?? ""
        guard ["", "open", "past"].contains(state) else {
            throw PluginError(.invalidArgument, "state: expected open or past, found \"\(state.prefix(40))\".")
        }
        isPast = state == "past"
        ruleId = try request.integer("rule", in: 1...Int64.max)
        page = try PageOf(request)
    }

    /// The rows, and how many are open and past.
    var calls: [Database.Call] {
        [
            Database.Call(isPast ? "alerts_past" : "alerts_open", Value(ruleId), .integer(page.size), .integer(page.offset)),
            Database.Call("alerts_totals", Value(ruleId)),
        ]
    }

    /// The page of these alerts with another number.
    func link(page number: Int64) -> String {
        var items: [String] = []
        if isPast { items.append("state=past") }
        if let ruleId { items.append("rule=\(ruleId)") }
        if page.size != 20 { items.append("per_page=\(page.size)") }
        if number != 1 { items.append("page=\(number)") }
        return "/hosting/alerts" + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
    }
}
