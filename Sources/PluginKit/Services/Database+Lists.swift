extension Database {
    /// How many rows a list has in all, by the column `total` that each of its rows has. Past the list's end there is no row that tells it, so the
    /// first one is asked for. Throws as `query`.
    ///
    /// - Parameters:
    ///   - rows: Those of the page.
    ///   - call: What gave them; its last two parameters are how many rows and how many before them.
    public func total(of rows: Rows, _ page: PageOf, _ call: Call) async throws -> Int64 {
        if let row = rows.first { return try row["total"] }
        guard page.number > 1 else { return 0 }
        let first = Call(call.statement, parameters: call.parameters.dropLast(2) + [.integer(1), .integer(0)])
        return try await batch(first)[0].rows.first?["total"] ?? 0
    }
}
