import PluginABI
import Synchronization

/// The statements of the bundle's `queries/` folder, executed in the tenant's context: rows of other tenants do not exist.
///
/// Thread: any; waits without holding a thread. A statement is cancelled with the task that waits for it.
public final class Database: Sendable {
    /// One statement with its parameters, for a batch.
    public struct Call: Sendable {
        let statement: String
        let parameters: [Value]

        /// The statement in `queries/<statement>.sql` with values for $1, $2, …
        public init(_ statement: String, _ parameters: Value...) { (self.statement, self.parameters) = (statement, parameters) }

        /// The same with the values in an array.
        public init(_ statement: String, parameters: [Value]) { (self.statement, self.parameters) = (statement, parameters) }
    }

    /// What a statement gave.
    public struct Outcome: Sendable {
        /// The rows returned.
        public let rows: Rows
        /// How many rows were inserted, updated or deleted, or returned by a SELECT.
        public let affected: Int
    }

    private let host: HostHandle
    private let numbers = Mutex<[String: UInt32]>([:])

    init(_ host: HostHandle) { self.host = host }

    /// Executes one statement and gives its rows. Throws `.notFound` for an unknown statement, `.conflict` where a key or check refuses,
    /// `.overQuota`, `.unavailable` without a database or where a table that the manifest calls `optional` is not there
    /// (``PluginError/isNotInstalled``), `.deadline`, `.cancelled`.
    public func query(_ statement: String, _ parameters: Value...) async throws(PluginError) -> Rows {
        try await one(Call(statement, parameters: parameters)).rows
    }

    /// Executes one statement and gives the number of rows that it wrote. Throws as `query`.
    @discardableResult
    public func execute(_ statement: String, _ parameters: Value...) async throws(PluginError) -> Int {
        try await one(Call(statement, parameters: parameters)).affected
    }

    /// Executes statements in one transaction and one round trip: all happen or none. One outcome for each. Throws as `query`.
    public func batch(_ calls: Call...) async throws(PluginError) -> [Outcome] { try await batch(calls) }

    /// The same with the calls in an array. No calls give no outcomes and cost nothing.
    public func batch(_ calls: [Call]) async throws(PluginError) -> [Outcome] {
        guard !calls.isEmpty else { return [] }
        let message = try encode(calls)
        let table = host.services.database
        let answer = try await HostOperation.ask(host, table?.start, cancel: table?.cancel, message, notGranted: Self.notGranted)
        return try Self.outcomes(answer, expected: calls.count)
    }

    /// Writes many rows at once into a table that the manifest lists with `ingest: true`. The host adds the tenant. Gives the number of rows
    /// written; all or none. Throws as `query`.
    @discardableResult
    public func ingest(_ tableName: String, _ rows: RowsBuilder) async throws(PluginError) -> Int {
        guard !rows.isEmpty else { return 0 }
        let bytes = try rows.encode()
        guard let table = host.services.database, let ingest = table.ingest, let cancel = table.cancel else { throw Self.notGranted }
        let (call, deadline) = Self.currentCall
        let result = await HostOperation.run(host) { host, context, id, error in
            tableName.withABIBytes { name in
                bytes.withABIBytes { ingest(host, call, name, $0, deadline, HostOperation.onResult, context, id, error) }
            }
        } cancel: { host, id in
            cancel(host, id)
        }
        let message = try result.get()
        return try message.reading { buffer throws(PluginError) in
            Int(clamping: try MessageReader(buffer).first(Int(HI_DB_AFFECTED), Int(HI_FIELD_INTEGER))?.integer ?? 0)
        }
    }

    /// The call and deadline of the current task; 0 and none outside of a call.
    static var currentCall: (call: UInt64, deadlineNanos: UInt64) {
        CallContext.current.map { ($0.id, $0.deadlineNanos) } ?? (0, .max)
    }

    private static let notGranted = PluginError(.denied, "The database was not granted: the manifest must list \(HI_DB_1) under services.")

    private func one(_ call: Call) async throws(PluginError) -> Outcome {
        let outcomes = try await batch([call])
        return outcomes[0]
    }

    private func encode(_ calls: [Call]) throws(PluginError) -> [UInt8] {
        guard calls.count <= Int(UInt16.max) / 2 else {
            throw PluginError(.invalidArgument, "A batch of \(calls.count) statements is too long; at most 32,767 are possible.")
        }
        var writer = MessageWriter(kind: 0, fieldCapacity: calls.count * 2, dataBytes: calls.count * 128)
        for call in calls {
            writer.integer(Int(HI_DB_STATEMENT), Int64(try number(of: call.statement)))
            writer.rows(Int(HI_DB_PARAMETERS), try RowsBuilder(parameters: call.parameters).encode())
        }
        return try writer.finish()
    }

    private func number(of statement: String) throws(PluginError) -> UInt32 {
        if let known = numbers.withLock({ $0[statement] }) { return known }
        guard let lookUp = host.services.database?.statement else { throw Self.notGranted }
        let number = try host.use { pointer throws(PluginError) in
            var number: UInt32 = 0
            var error = hi_error()
            error.size = UInt32(MemoryLayout<hi_error>.size)
            let status = statement.withABIBytes { lookUp(pointer, $0, &number, &error) }
            guard status == HI_OK else { throw PluginError(status: status, error) }
            return number
        }
        numbers.withLock { $0[statement] = number }
        return number
    }

    private static func outcomes(_ bytes: [UInt8], expected: Int) throws(PluginError) -> [Outcome] {
        let fields = try bytes.reading { buffer throws(PluginError) in
            let reader = try MessageReader(buffer)
            return (0..<reader.fieldCount).map { reader[$0] }
        }
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(expected)
        var rows = Rows.empty
        for field in fields {
            if field.id == HI_DB_ROWS, field.type == HI_FIELD_ROWS {
                rows = Rows(try RowBatch(bytes, field.range))
            } else if field.id == HI_DB_AFFECTED, let affected = field.integer {
                outcomes.append(Outcome(rows: rows, affected: Int(clamping: affected)))
                rows = .empty
            }
        }
        guard outcomes.count == expected else {
            throw PluginError(.internal, "The host gave \(outcomes.count) results for \(expected) statements.")
        }
        return outcomes
    }
}
