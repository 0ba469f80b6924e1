package import HostTenancy
import Synchronization

/// What one instance uses of its quotas. The limits may be changed at any time.
///
/// Thread: any, for every function; none blocks, and what lies on the way of a call takes no lock.
package final class UsageMeter: Sendable {
    /// The refusal that was told last, for a plugin that passes it on as its own answer.
    private struct Told: Sendable {
        let refusal: QuotaRefusal
        let atNanos: UInt64
    }

    /// Calls under way of the instance whose meter this is.
    let calls = DrainGate()

    private let cells: [QuotaCell]
    private let requests: QuotaCell
    private let processor: QuotaCell
    private let lastTold = Mutex<Told?>(nil)
    private let hasTold = Atomic<Bool>(false)

    private let totals: QuotaTotals?

    /// The limits as they were given, and how many hosts divide some of them.
    private struct Given: Sendable {
        var quotas: Quotas
        var hosts = 1

        /// What holds here. Each host has at least one.
        subscript(quota: Quota) -> Int { quota.isDivided ? max(1, quotas[quota] / hosts) : quotas[quota] }
    }
    private let given: Mutex<Given>

    /// What the tenant has stored; goes on in the instance that takes this one's place.
    package let storage: StorageLevel

    /// - Parameter totals: Counts refusals for all instances of the plugin.
    package init(_ quotas: Quotas = .standard, totals: QuotaTotals? = nil) {
        self.totals = totals
        given = Mutex(Given(quotas: quotas))
        let calls = calls
        cells = Quota.allCases.map { QuotaCell($0, limit: quotas[$0], totals: totals, gate: $0 == .requestsInFlight ? calls : nil) }
        storage = StorageLevel(cells[Quota.storageBytes.ordinal])
        requests = cells[Quota.requestsInFlight.ordinal]
        processor = cells[Quota.processorMilliseconds.ordinal]
    }

    /// For an instance that takes this one's place: what was used in this minute, stored and named stays, what was under way ends with
    /// the old instance.
    private init(after old: UsageMeter) {
        totals = old.totals
        given = Mutex(old.given.withLock(\.self))
        storage = old.storage
        let calls = calls
        cells = old.cells.map { cell in
            switch cell.quota {
            case .requestsInFlight: QuotaCell(cell.quota, limit: cell.limit, totals: old.totals, gate: calls)
            case .memoryBytes, .statementsInFlight, .deviceConnections, .jobSlots, .callsWaiting, .deviceRounds, .egressInFlight,
                .mailsInFlight:
                QuotaCell(cell.quota, limit: cell.limit, totals: old.totals)
            default: cell
            }
        }
        requests = cells[Quota.requestsInFlight.ordinal]
        processor = cells[Quota.processorMilliseconds.ordinal]
    }

    /// The meter of an instance that takes this one's place.
    package func successor() -> UsageMeter { UsageMeter(after: self) }

    /// The cell of a quota.
    package subscript(quota: Quota) -> QuotaCell { cells[quota.ordinal] }

    /// Puts limits into force. What is under way goes on; the next question is answered by them.
    package func apply(_ quotas: Quotas) { change { $0.quotas = quotas } }

    /// As ``apply(_:)`` for the number of hosts that divide what a tenant may do in a minute.
    package func apply(hosts: Int) { change { $0.hosts = max(1, hosts) } }

    private func change(_ body: (inout Given) -> Void) {
        given.withLock { given in
            body(&given)
            for cell in cells { cell.limit = given[cell.quota] }
        }
    }

    /// All quotas, in their order.
    package func readings() -> [UsageReading] {
        cells.map { UsageReading(quota: $0.quota, limit: $0.limit, used: $0.used(atNanos: Self.now($0.quota)), refusals: $0.refusals) }
    }

    /// The clock that a quota's time is told by: a day is one of UTC, all else goes by the monotonic clock. Nanoseconds.
    package static func now(_ quota: Quota) -> UInt64 {
        quota.measure == .perDay ? UInt64(clamping: unixMicros()) &* 1_000 : monotonicNanos()
    }

    /// Makes a day's use what is counted elsewhere, for all hosts.
    func noteDay(_ quota: Quota, used: Int) { self[quota].set(used: used, atNanos: Self.now(quota)) }

    /// Lets a call in, to leave ``calls`` with ``DrainGate/call``, or refuses it: nothing new comes after its end, too many are under way, or
    /// the minute's processor time is spent.
    @inline(__always)
    func admit(atNanos nanos: UInt64, isHeld: Bool = false) -> DrainGate.Reception {
        switch calls.enterCall(limit: requests.limit, isHeld: isHeld) {
        case .inside:
            guard processor.isUsedUp(atNanos: nanos) else { return .inside }
            calls.leave(DrainGate.call)
            processor.noteRefusal()
            return .tooMany
        case .tooMany:
            (processor.isUsedUp(atNanos: nanos) ? processor : requests).noteRefusal()
            return .tooMany
        case .closed: return .closed
        }
    }

    /// Why ``admit(atNanos:isHeld:)`` said `tooMany`.
    func admissionRefusal(atNanos nanos: UInt64) -> QuotaRefusal {
        processor.isUsedUp(atNanos: nanos)
            ? refusal(.processorMilliseconds, used: processor.used(atNanos: nanos), atNanos: nanos)
            : refusal(.requestsInFlight, used: requests.used(atNanos: nanos) + 1, atNanos: nanos)
    }

    /// Counts processor time that the plugin's code has spent for this instance, wherever it runs.
    @inline(__always)
    package func recordCPU(nanos: UInt64, atNanos now: UInt64 = monotonicNanos()) { processor.add(units: nanos, atNanos: now) }

    /// Uses so much of a quota that is counted per second, minute or day.
    ///
    /// - Parameter nanos: By the quota's own clock; now if it is left out.
    /// - Throws: ``PluginCallError`` with `overQuota` that carries the refusal.
    package func take(_ quota: Quota, _ amount: Int = 1, atNanos nanos: UInt64? = nil) throws(PluginCallError) {
        let nanos = nanos ?? Self.now(quota)
        let cell = self[quota]
        guard !cell.take(amount, atNanos: nanos) else { return }
        throw tell(refusal(quota, used: cell.used(atNanos: nanos) + amount, atNanos: nanos), atNanos: nanos)
    }

    /// One more of a level; the cell must be left once.
    ///
    /// - Throws: ``PluginCallError`` with `overQuota` that carries the refusal; then there is nothing to leave.
    func enter(_ quota: Quota) throws(PluginCallError) {
        let cell = self[quota]
        guard !cell.enter() else { return }
        let now = monotonicNanos()
        throw tell(refusal(quota, used: cell.used(atNanos: now) + 1, atNanos: now), atNanos: now)
    }

    /// The error for something that is over a quota; counts it.
    ///
    /// - Parameter limit: What is allowed where that is less than the quota's own limit.
    package func overQuota(_ quota: Quota, used: Int, limit: Int = .max, atNanos nanos: UInt64? = nil) -> PluginCallError {
        let nanos = nanos ?? Self.now(quota)
        self[quota].noteRefusal()
        var refusal = refusal(quota, used: used, atNanos: nanos)
        if limit < refusal.limit {
            refusal = QuotaRefusal(quota: quota, limit: limit, used: used, retryAfterSeconds: refusal.retryAfterSeconds)
        }
        return tell(refusal, atNanos: nanos)
    }

    /// As ``overQuota(_:used:limit:atNanos:)`` for what is counted elsewhere and was refused there; what was said of it stays.
    func overQuota(_ quota: Quota, used: Int, limit: Int = .max, saying cause: PluginCallError) -> PluginCallError {
        let now = Self.now(quota)
        self[quota].noteLargest(used, atNanos: now)
        let error = overQuota(quota, used: used, limit: limit, atNanos: now)
        return PluginCallError(.overQuota, cause.message, details: cause.details, quota: error.quota)
    }

    /// The error for a call or an operation that the host's table has no place for.
    func overRoom() -> PluginCallError {
        let cause = PluginCallError(.overQuota, "the host has too many calls under way: \(CallTable.maximumCount)")
        return overQuota(.hostCalls, used: CallTable.maximumCount + 1, saying: cause)
    }

    /// A refusal that was told since a time, such as the beginning of a call.
    func refusal(since nanos: UInt64) -> QuotaRefusal? {
        guard hasTold.load(ordering: .acquiring) else { return nil }
        return lastTold.withLock { $0.flatMap { $0.atNanos >= nanos ? $0.refusal : nil } }
    }

    /// The number of a quota as it stands, with when to ask again.
    func refusal(_ quota: Quota, used: Int, atNanos nanos: UInt64) -> QuotaRefusal {
        let cell = self[quota]
        let retry: Int? =
            switch quota.measure {
            // A size that no minute allows is refused in the next one too.
            case .perSecond, .perMinute, .perDay:
                used - cell.used(atNanos: nanos) > cell.limit ? nil : Self.secondsToNext(Self.spanNanos(quota), nanos)
            case .largest: Self.secondsUntilRoom(quota)
            case .level: [.storageBytes, .metricSeries, .cacheBytes, .cacheEntries].contains(quota) ? nil : 1
            }
        return QuotaRefusal(quota: quota, limit: cell.limit, used: used, retryAfterSeconds: retry)
    }

    private func tell(_ refusal: QuotaRefusal, atNanos nanos: UInt64) -> PluginCallError {
        // When a call began is monotonic, whatever the quota's own clock.
        let toldNanos = refusal.quota.measure == .perDay ? monotonicNanos() : nanos
        lastTold.withLock { $0 = Told(refusal: refusal, atNanos: toldNanos) }
        hasTold.store(true, ordering: .releasing)
        return PluginCallError(refusal)
    }

    /// Of what is a single one's size no later time makes more; lines get shorter by themselves.
    private static func secondsUntilRoom(_ quota: Quota) -> Int? {
        switch quota {
        case .notaryWaiting, .pinsWaiting: 60
        case .hostCalls: 1
        default: nil
        }
    }

    private static func spanNanos(_ quota: Quota) -> UInt64 {
        switch quota.measure {
        case .perSecond: QuotaCell.secondNanos
        case .perDay: QuotaCell.dayNanos
        case .perMinute, .level, .largest: QuotaCell.minuteNanos
        }
    }

    private static func secondsToNext(_ span: UInt64, _ nanos: UInt64) -> Int {
        Int((span - nanos % span + 999_999_999) / 1_000_000_000)
    }
}
