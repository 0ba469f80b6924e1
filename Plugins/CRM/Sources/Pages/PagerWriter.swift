import PluginKit

/// Writes where a list's page stands, and links to the pages beside it.
struct PagerWriter: Sendable {
    let path: String
    let page: PageOf
    let total: Int64
    let count: Int
    /// What narrows the list, to be kept in the links: items of an address, encoded.
    let query: String

    init(_ path: String, _ page: PageOf, total: Int64, count: Int, query: String = "") {
        (self.path, self.page, self.total, self.count, self.query) = (path, page, total, count, query)
    }

    func write(to json: inout JSONWriter) {
        json.field("total", total)
        json.field("from", count == 0 ? 0 : page.offset + 1)
        json.field("to", count == 0 ? 0 : page.offset + Int64(count))
        let last = page.pageCount(of: total)
        if page.number > 1 { json.field("previous", link(min(page.number - 1, last))) }
        if page.number < last { json.field("next_page", link(page.number + 1)) }
    }

    private func link(_ number: Int64) -> String { "\(path)?\(query)\(query.isEmpty ? "" : "&")page=\(number)&per_page=\(page.size)" }
}
