import PluginKit

/// Where a list's page stands, and links to the pages beside it, as the partial `pager` needs them. Pure.
struct PagerFields: Sendable {
    private let path: String
    private let page: PageOf
    private let total: Int64
    private let count: Int
    /// What narrows the list, to be kept in the links; items without a value are left out.
    private let filters: [(name: String, value: String?)]

    init(_ path: String, _ page: PageOf, total: Int64, count: Int, filters: [(name: String, value: String?)] = []) {
        (self.path, self.page, self.total, self.count, self.filters) = (path, page, total, count, filters)
    }

    func write(to json: inout JSONWriter) {
        json.field("total", total)
        json.field("from", count == 0 ? 0 : page.offset + 1)
        json.field("to", count == 0 ? 0 : page.offset + Int64(count))
        let last = page.pageCount(of: total)
        if page.number > 1 { json.field("previous_page", link(min(page.number - 1, last))) }
        if page.number < last { json.field("next_page", link(page.number + 1)) }
    }

    private func link(_ number: Int64) -> String {
        let items =
            filters.compactMap { name, value in value.map { "\(name)=\(QueryString.encode($0))" } }
            + (page.size == 20 ? [] : ["per_page=\(page.size)"]) + ["page=\(number)"]
        return "\(path)?\(items.joined(separator: "&"))"
    }
}
