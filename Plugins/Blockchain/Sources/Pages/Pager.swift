import PluginKit

/// Writes where a list's page stands, and links to the pages beside it.
enum Pager {
    static func write(_ path: String, _ page: PageOf, total: Int64, count: Int, to json: inout JSONWriter) {
        json.field("total", total)
        json.field("from", count == 0 ? 0 : page.offset + 1)
        json.field("to", count == 0 ? 0 : page.offset + Int64(count))
        let last = page.pageCount(of: total)
        if page.number > 1 { json.field("previous", "\(path)?page=\(min(page.number - 1, last))&per_page=\(page.size)") }
        if page.number < last { json.field("next_page", "\(path)?page=\(page.number + 1)&per_page=\(page.size)") }
    }
}
