import PostgresClient

/// An open transaction; ends with the closure that was given it.
struct TenancyTransaction: Sendable {
    let session: PostgresSession

    /// Runs one statement within the transaction.
    @discardableResult
    func rows(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> RowBatch {
        try await session.execute([(Statement(sql), parameters)])[0].rows
    }

    /// Waits until no other host changes tenants, members or instances. Taken first by whoever changes more than one row.
    func lockTenancy() async throws {
        try await rows("SELECT 1 FROM pg_advisory_xact_lock($1)", [.int(Self.lockNumber)])
    }

    /// Counts the change and tells every host at commit.
    /// - Returns: The generation that snapshots with this change have.
    func announceChange() async throws -> Int64 {
        try await rows("SELECT app.tenancy_changed()").integer(row: 0, column: 0) ?? 0
    }

    /// "HASHTEN" as text; no other lock of the host has it.
    static let lockNumber: Int64 = 0x4841_5348_54454E
}
