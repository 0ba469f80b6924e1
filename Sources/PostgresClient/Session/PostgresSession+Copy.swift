extension PostgresSession {
    /// Writes rows by COPY in binary form, all or none. Returns the number of rows written.
    ///
    /// `table` may be `schema.table`; names are quoted here. The batches' columns are taken by position. Throws code `parameter` for a value
    /// that does not fit its column, `server` for what the server refuses.
    package func copyIn(
        table: String, columns: [String], rows: [RowBatch], deadlineNanos: UInt64? = nil
    ) async throws(PostgresError) -> Int {
        guard !columns.isEmpty else { throw PostgresError(.parameter, "COPY into \(table) without a column") }
        let target = table.split(separator: ".", omittingEmptySubsequences: false).map { SQLIdentifier.quoted(String($0)) }
            .joined(separator: ".")
        let list = columns.map { SQLIdentifier.quoted($0) }.joined(separator: ", ")
        let typesQuery = "SELECT \(list) FROM \(target)"
        return try await run(deadlineNanos: deadlineNanos) { connection, completion in
            func copy(_ types: [UInt32]) {
                do throws(PostgresError) {
                    let encoder = try CopyEncoder(rows, columnNames: columns, typeOIDs: types)
                    let operation = CopyInOperation("COPY \(target) (\(list)) FROM STDIN (FORMAT binary)", encoder) { result in
                        // The columns may have changed their types since they were asked for.
                        if case .failure = result { connection.copyTypes[typesQuery] = nil }
                        completion(result)
                    }
                    connection.start(operation)
                } catch {
                    completion(.failure(error))
                }
            }
            if let types = connection.copyTypes[typesQuery] { return copy(types) }
            connection.describe(typesQuery) { result in
                switch result {
                case .failure(let error): completion(.failure(error))
                case .success(let description):
                    if connection.copyTypes.count >= 256 { connection.copyTypes.removeAll() }
                    connection.copyTypes[typesQuery] = description.columns.map(\.typeOID)
                    copy(description.columns.map(\.typeOID))
                }
            }
        }
    }

    /// As above with one batch.
    package func copyIn(
        table: String, columns: [String], rows: RowBatch, deadlineNanos: UInt64? = nil
    ) async throws(PostgresError) -> Int {
        try await copyIn(table: table, columns: columns, rows: [rows], deadlineNanos: deadlineNanos)
    }
}
