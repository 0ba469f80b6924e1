import PluginKit

/// All rows of a statement that gives them page by page in the order of their ids.
enum PagedRows {
    /// Below what an answer may have.
    private static let atOnce: Int64 = 10_000

    /// Throws `PluginError` of the database, and what `body` throws.
    ///
    /// - Parameters:
    ///   - statement: Its last two parameters are the id that the page follows and how many rows the page may have; its rows have an `id`.
    ///   - values: Its other parameters.
    static func each(_ statement: String, _ values: [Value], _ context: PluginContext, _ body: (Row) throws -> Void) async throws {
        var last: Int64 = 0
        while true {
            let call = Database.Call(statement, parameters: values + [.integer(last), .integer(atOnce)])
            let rows = try await context.database.batch([call])[0].rows
            for row in rows { try body(row) }
            guard rows.count == Int(atOnce), let next: Int64 = try rows.last?["id"], next > last else { return }
            last = next
        }
    }
}
