package import HostData
import PostgresClient

/// Reads and checks the audit, a chain of hashes in `app.audit`.
package struct AuditLog: Sendable {
    let store: TenancyStore

    package init(database: Database) { store = TenancyStore(pool: database.host) }

    /// Entries, newest first.
    /// - Parameters:
    ///   - tenants: Only those that concern a tenant in this range of keys; nil for all.
    ///   - before: Only those below this sequence number, to read page after page.
    /// - Throws: `PostgresError`.
    package func entries(tenants: ClosedRange<Int64>? = nil, before: Int64 = .max, limit: Int = 50) async throws -> [AuditEntry] {
        try await store.rows(
            """
            \(Self.columns) WHERE sequence < $1::bigint
                AND ($2::bigint IS NULL OR tenant_id BETWEEN $2::bigint AND $3::bigint) ORDER BY sequence DESC LIMIT $4::bigint
            """,
            [
                .int(before), tenants.map { .int($0.lowerBound) } ?? .null, tenants.map { .int($0.upperBound) } ?? .null,
                .int(Int64(min(max(limit, 1), 1_000))),
            ]
        ).decode(Self.entry)
    }

    /// Computes every hash anew, in pages, and compares the last with the head.
    /// - Throws: `PostgresError`.
    package func verify(pageSize: Int = 1_000) async throws -> AuditVerdict {
        var chain = AuditChain()
        while true {
            let page = try await store.rows(
                "\(Self.columns) WHERE sequence > $1::bigint ORDER BY sequence LIMIT $2::bigint",
                [.int(chain.sequence), .int(Int64(pageSize))]
            ).decode(Self.entry)
            for entry in page {
                if let broken = chain.append(entry) { return broken }
            }
            if page.count < pageSize { break }
        }
        let checked = chain.sequence
        let head = try await store.rows("SELECT sequence, encode(hash, 'hex') FROM app.audit_head").first { row in
            (sequence: try row.integer(0), hash: try row.hex(1))
        }
        guard let head, head.sequence >= checked else {
            return .broken(sequence: checked, reason: "the head is missing or behind the entries")
        }
        // Entries may have been added since the last page was read.
        if head.sequence > checked {
            let exists = try await store.rows("SELECT 1::bigint FROM app.audit WHERE sequence = $1::bigint", [.int(head.sequence)])
            return exists.rowCount == 1
                ? .intact(entries: checked) : .broken(sequence: head.sequence, reason: "entries at the end are missing")
        }
        return head.hash == chain.hash ? .intact(entries: checked) : .broken(sequence: checked, reason: "the head's hash differs")
    }

    private static let columns = """
        SELECT sequence, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), tenant_id, actor, action, subject,
               before::text, after::text, request_id, address, encode(hash, 'hex') FROM app.audit
        """

    private static func entry(_ row: TenancyRow) throws -> AuditEntry {
        AuditEntry(
            sequence: try row.integer(0), at: try row.text(1), tenantKey: row.optionalInteger(2), actor: try row.text(3),
            action: try row.text(4), subject: try row.text(5), beforeJSON: row.optionalText(6), afterJSON: row.optionalText(7),
            requestId: row.optionalText(8), address: row.optionalText(9), hash: try row.hex(10))
    }
}

extension TenancyTransaction {
    /// Adds an entry; call it last, since it makes other writers of the audit wait until the end.
    func audit(_ event: AuditEvent, _ origin: ChangeOrigin) async throws {
        try await rows(
            "SELECT app.append_audit($1::bigint, $2::text, $3::text, $4::text, $5::json, $6::json, $7::text, $8::text)",
            [
                event.tenant.map { .int($0.rawValue) } ?? .null, .text(AuditText.clean(origin.actor)), .text(event.action),
                .text(AuditText.clean(event.subject)), event.beforeJSON.map { .text($0) } ?? .null,
                event.afterJSON.map { .text($0) } ?? .null, origin.requestId.map { .text(AuditText.clean($0)) } ?? .null,
                origin.address.map { .text(AuditText.clean($0)) } ?? .null,
            ])
    }
}
