package import HostData
import PluginABI
package import PostgresClient

/// `hashinsight.db/1` for one instance: the bundle's statements, in the tenant's context, in one round trip.
package final class DatabaseService: Sendable {
    /// The longest deadline of an operation.
    static let limitNanos: UInt64 = 600_000_000_000
    /// The most statements of one batch.
    static let maximumStatements = 256
    /// What a row of a bulk write takes beside its values, in the table and in an index.
    static let rowOverheadBytes = 64

    private let pool: PostgresPool
    private let ingestion: IngestService?
    private let numbers: [String: UInt32]
    private let statements: [Statement]
    private let contextParameters: [PostgresValue]
    private let context: TenantContext
    let meter: UsageMeter
    /// By number.
    private let effects: [StatementEffect]
    /// Puts what the tenant has stored now into the meter.
    let measureStorage: (@Sendable () async -> Void)?
    let gate: StatementGate

    /// - Parameters:
    ///   - pool: Of the role rt_<plugin>.
    ///   - statements: As the bundle declares them; a statement's number is its place.
    ///   - meter: The instance's; it says what is allowed at the time of each call.
    ///   - measureStorage: Measures the tenant's storage into the meter; without it writes count by what they add alone.
    package init(
        pool: PostgresPool, ingestion: IngestService?, statements: [StatementSource], context: TenantContext,
        meter: UsageMeter, measureStorage: (@Sendable () async -> Void)? = nil
    ) {
        self.measureStorage = measureStorage
        self.pool = pool
        self.ingestion = ingestion
        self.statements = statements.map { Statement($0.sql) }
        numbers = Dictionary(statements.enumerated().map { ($1.name, UInt32($0)) }, uniquingKeysWith: { first, _ in first })
        contextParameters = context.parameters
        self.context = context
        self.meter = meter
        effects = statements.map { StatementEffect($0.sql) }
        gate = StatementGate(meter: meter)
    }

    func number(of name: String) throws(PluginCallError) -> UInt32 {
        guard let number = numbers[name] else {
            throw PluginCallError(.notFound, "the bundle has no statement \"\(name)\", expected queries/\(name).sql")
        }
        return number
    }

    /// Starts a batch, or puts it in line when the instance's quota of operations is taken. Never blocks.
    func start(
        _ instance: LiveInstance, call: hi_id, batch: hi_bytes, deadlineNanos: UInt64, onResult: @escaping hi_on_result,
        context: UnsafeMutableRawPointer?
    ) throws(PluginCallError) -> hi_id {
        instance.countForeignTime()
        let caller = instance.call(call)
        let limits = try self.limits(caller)
        let (steps, grown, effect) = try read(batch)
        let isWeighed = grown > 0 && measureStorage != nil
        if grown > 0 { try meter.refuseIfFull(canMeasure: isWeighed) }
        let (operation, id) = try HostOperation.open(
            instance, parent: call, mayChange: effect != .reads, onResult: onResult, context: context)
        let deadline = Self.clamped(deadlineNanos)
        let request = PostgresRequest(
            [contextStep(untilNanos: deadline, isWeighed: isWeighed)] + steps + (isWeighed ? [Self.weighingStep] : []), limits: limits,
            deadlineNanos: deadline, owner: self.context.key.rawValue)
        let (pool, gate, meter) = (self.pool, self.gate, self.meter)
        try enter(operation, id, bytes: batch.count, deadlineNanos: deadline, adding: grown) {
            let started = pool.start(request) { result in
                switch result {
                case .success(let answers):
                    let results = answers.dropFirst().dropLast(isWeighed ? 1 : 0)
                    if isWeighed { meter.storage.add(Self.written(answers) - grown) }
                    if let error = meter.answered(results, for: caller) {
                        operation.end(id, .failure(error), releasing: gate.leave)
                    } else {
                        operation.end(id, .success(Self.message(results)), releasing: gate.leave)
                    }
                case .failure(let error):
                    if isWeighed, error.mayHaveTakenEffect { meter.storage.doubt() }
                    operation.end(id, .failure(meter.excess(error, for: caller) ?? PluginCallError(error)), releasing: gate.leave)
                }
            }
            operation.onCancel { pool.cancel(started) }
        }
        return id
    }

    /// Starts a bulk write, or puts it in line. Never blocks.
    func ingest(
        _ instance: LiveInstance, call: hi_id, table: String, rows: hi_bytes, deadlineNanos: UInt64, onResult: @escaping hi_on_result,
        context: UnsafeMutableRawPointer?
    ) throws(PluginCallError) -> hi_id {
        guard let ingestion else { throw PluginCallError(.denied, "the manifest lists no table under ingest") }
        guard let data = rows.data, rows.count <= MessageReader.maximumBytes else {
            throw PluginCallError(.invalidArgument, "the rows are missing or too large")
        }
        let batch: RowBatch
        do { batch = try RowBatch(validating: [UInt8](UnsafeBufferPointer(start: data, count: rows.count))) } catch {
            throw PluginCallError(error)
        }
        try ingestion.check(table: table, batch)
        let grown = rows.count + batch.rowCount * Self.rowOverheadBytes
        try meter.refuseIfFull(canMeasure: measureStorage != nil)
        let (operation, id) = try HostOperation.open(instance, parent: call, mayChange: true, onResult: onResult, context: context)
        let deadline = Self.clamped(deadlineNanos)
        let tenant = self.context
        let gate = self.gate
        try enter(operation, id, bytes: rows.count, deadlineNanos: deadline, adding: grown) {
            let task = Task {
                do {
                    let count = try await ingestion.write(batch, into: table, context: tenant, deadlineNanos: deadline)
                    var writer = MessageWriter(kind: 0, fields: 1)
                    writer.add(HI_DB_AFFECTED, integer: Int64(count))
                    operation.end(id, .success(writer.finish()), releasing: gate.leave)
                } catch {
                    operation.end(id, .failure(PluginCallError(any: error)), releasing: gate.leave)
                }
            }
            operation.onCancel { task.cancel() }
        }
        return id
    }

    /// What one statement may answer now: the quota of an answer, or what the call has left.
    private func limits(_ caller: PluginCall?) throws(PluginCallError) -> ResultLimits {
        var limits = ResultLimits(rows: meter[.rows].limit, bytes: meter[.bytes].limit)
        if let caller {
            limits.rows = min(limits.rows, try meter.left(.rowsPerCall, of: caller.rowsAnswered.load(ordering: .relaxed)))
            limits.bytes = min(limits.bytes, try meter.left(.bytesPerCall, of: caller.bytesAnswered.load(ordering: .relaxed)))
        }
        return limits
    }

    /// The steps of a batch, the bytes of parameters of those that may make the tenant's rows more, and the most that one of them may do.
    private func read(_ batch: hi_bytes) throws(PluginCallError) -> (steps: [PostgresRequest.Step], grown: Int, effect: StatementEffect) {
        do throws(MessageError) {
            let reader = try MessageReader(batch)
            guard reader.count > 0, reader.count % 2 == 0, reader.count <= 2 * Self.maximumStatements else {
                throw MessageError(
                    "a batch has \(reader.count) fields, expected 1 to \(Self.maximumStatements) pairs of STATEMENT and PARAMETERS")
            }
            var steps: [PostgresRequest.Step] = []
            steps.reserveCapacity(reader.count / 2)
            var (grown, effect) = (0, StatementEffect.reads)
            for index in stride(from: 0, to: reader.count, by: 2) {
                let number = reader[index]
                let parameters = reader[index + 1]
                guard number.id == HI_DB_STATEMENT, let place = number.integer, statements.indices.contains(Int(clamping: place)) else {
                    throw MessageError("field \(index) is not the number of a statement")
                }
                guard parameters.id == HI_DB_PARAMETERS, parameters.kind == .rows else {
                    throw MessageError("field \(index + 1) is not the PARAMETERS of statement \(place)")
                }
                effect = max(effect, effects[Int(place)])
                if effects[Int(place)] == .grows { grown += parameters.bytes.count }
                steps.append(PostgresRequest.Step(statements[Int(place)], try Self.parameters(parameters.bytes)))
            }
            return (steps, grown, effect)
        } catch {
            throw PluginCallError(.invalidArgument, error.message)
        }
    }

    private static func parameters(_ bytes: UnsafeRawBufferPointer) throws(MessageError) -> PostgresRequest.Parameters {
        // Columnless rows are how "no parameters" is said, which a RowBatch does not take.
        if bytes.count >= 16, bytes.loadUnaligned(fromByteOffset: 6, as: UInt16.self) == 0 { return .values([]) }
        do {
            let row = try RowBatch(validating: [UInt8](bytes))
            guard row.rowCount == 1 else { throw MessageError("parameters are \(row.rowCount) rows, expected one") }
            return .row(row)
        } catch let error as MessageError { throw error } catch { throw MessageError("\(error)") }
    }

    private static func message(_ results: ArraySlice<QueryResult>) -> [UInt8] {
        var writer = MessageWriter(
            kind: 0, fields: results.count * 2, dataBytes: results.reduce(0) { $0 + $1.rows.bytes.count + 8 })
        for result in results {
            writer.add(HI_DB_ROWS, rows: result.rows.bytes)
            writer.add(HI_DB_AFFECTED, integer: Int64(result.affected))
        }
        return writer.finish()
    }

    /// The tenant's context and the time for each statement, never longer than one may take, in one: a step costs the server as much as a
    /// small query.
    private func contextStep(untilNanos deadlineNanos: UInt64, isWeighed: Bool) -> PostgresRequest.Step {
        let milliseconds = Self.statementMilliseconds(untilNanos: deadlineNanos, atNanos: monotonicNanos())
        var step = PostgresRequest.Step(
            isWeighed ? TenantContext.writingStatement : TenantContext.timedStatement,
            contextParameters + [.text(String(milliseconds))], discardsRows: !isWeighed)
        step.isUnlimited = isWeighed
        return step
    }

    /// The time of each statement of a batch: until the deadline, which makes it shorter than a statement may take, never longer.
    static func statementMilliseconds(untilNanos deadlineNanos: UInt64, atNanos now: UInt64) -> UInt64 {
        let left = deadlineNanos > now ? (deadlineNanos - now) / 1_000_000 : 0
        return min(max(1, left), UInt64(StatementLimits.seconds) * 1_000)
    }

    private static func clamped(_ deadlineNanos: UInt64) -> UInt64 { min(deadlineNanos, monotonicNanos() + limitNanos) }
}
