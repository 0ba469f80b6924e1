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
    let statements: [Statement]
    private let contextParameters: [PostgresValue]
    private let context: TenantContext
    let meter: UsageMeter
    /// By number.
    let effects: [StatementEffect]
    let optionalReads: OptionalReads?
    /// Puts what the tenant has stored now into the meter.
    let measureStorage: (@Sendable () async -> Void)?
    let gate: StatementGate

    /// - Parameters:
    ///   - pool: Of the role rt_<plugin>.
    ///   - statements: As the bundle declares them; a statement's number is its place.
    ///   - optionalReads: Which statements read tables that may be lacking; nil if none does.
    ///   - meter: The instance's; it says what is allowed at the time of each call.
    ///   - measureStorage: Measures the tenant's storage into the meter; without it writes count by what they add alone.
    package init(
        pool: PostgresPool, ingestion: IngestService?, statements: [StatementSource], optionalReads: OptionalReads? = nil,
        context: TenantContext, meter: UsageMeter, measureStorage: (@Sendable () async -> Void)? = nil
    ) {
        self.measureStorage = measureStorage
        self.optionalReads = optionalReads
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
        let wanted = try read(batch)
        let (grown, effect, mayLack) = (wanted.grown, wanted.effect, wanted.mayLack)
        let isWeighed = grown > 0 && measureStorage != nil
        if grown > 0 { try meter.refuseIfFull(canMeasure: isWeighed) }
        let (operation, id) = try HostOperation.open(
            instance, parent: call, mayChange: effect != .reads, onResult: onResult, context: context)
        let deadline = Self.clamped(deadlineNanos)
        let request = PostgresRequest(
            [contextStep(untilNanos: deadline, isWeighed: isWeighed)] + wanted.steps + (isWeighed ? [Self.weighingStep] : []),
            limits: limits, deadlineNanos: deadline, owner: self.context.key.rawValue)
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
                    let told = PluginCallError(error, reading: mayLack, effect: effect) ?? meter.excess(error, for: caller)
                    operation.end(id, .failure(told ?? PluginCallError(error)), releasing: gate.leave)
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
