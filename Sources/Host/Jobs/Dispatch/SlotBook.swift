/// What this host holds: slots with the runs that wait in them, runs under way, and what has ended but is not yet told. Pure.
struct SlotBook {
    struct SlotKey: Hashable, Sendable {
        let tenantKey: Int64
        let slot: Int
    }

    private(set) var heldSlots: Set<SlotKey> = []
    /// Runs that were claimed, until the queue knows of their end.
    private(set) var heldRuns: Set<Int64> = []
    private(set) var completions: [JobCompletion] = []
    private(set) var released: [ReleasedSlot] = []
    /// A run takes about so long, per tenant: decides how many the next holder of a slot takes at once.
    private var averageMicroseconds: [Int64: Double] = [:]

    /// A slot's batch is meant to take about this long, so that tenants' turns come often.
    static let turnMicroseconds = 50_000.0
    static let largestBatch = 200

    /// Slots that the next claim may take. A claim holds the lock that orders those of all hosts, and what it took begins when it ends, so it
    /// is to take a thousand runs or two: few slots with large batches, many with small ones.
    private(set) var slotsPerClaim = 8

    var hasNews: Bool { !completions.isEmpty || !released.isEmpty }

    /// Sorts claimed runs by slot and books the slots as held.
    mutating func take(_ runs: [JobRun]) -> [(slot: SlotKey, runs: [JobRun])] {
        var order: [SlotKey] = []
        var bySlot: [SlotKey: [JobRun]] = [:]
        for run in runs {
            let key = SlotKey(tenantKey: run.tenantKey, slot: run.slot)
            if bySlot[key] == nil { order.append(key) }
            bySlot[key, default: []].append(run)
        }
        heldSlots.formUnion(order)
        heldRuns.formUnion(runs.map(\.id))
        if !runs.isEmpty, runs.count < 500 { slotsPerClaim = min(slotsPerClaim * 2, 1_024) }
        if runs.count > 2_000 { slotsPerClaim = max(slotsPerClaim / 2, 8) }
        forgetReleasesOfHeldSlots()
        return order.map { ($0, bySlot[$0] ?? []) }
    }

    mutating func ended(_ run: JobRun, _ outcome: JobOutcome, microseconds: Double, spread: Double) {
        completions.append(JobCompletion(run, outcome, spread: spread))
        let before = averageMicroseconds[run.tenantKey] ?? microseconds
        averageMicroseconds[run.tenantKey] = before * 0.8 + microseconds * 0.2
    }

    mutating func release(_ slot: SlotKey) {
        guard heldSlots.remove(slot) != nil else { return }
        let average = max(averageMicroseconds[slot.tenantKey] ?? Self.turnMicroseconds, 1)
        let batch = min(max(Int(Self.turnMicroseconds / average), 1), Self.largestBatch)
        released.append(ReleasedSlot(tenant: slot.tenantKey, slot: slot.slot, batch: batch))
    }

    /// Hands out what must be told now; if telling fails, `putBack` keeps it for the next try.
    mutating func takeNews() -> (completions: [JobCompletion], released: [ReleasedSlot]) {
        defer {
            completions = []
            released = []
        }
        return (completions, released)
    }

    /// The queue knows of these.
    mutating func told(_ completions: [JobCompletion]) { heldRuns.subtract(completions.map(\.id)) }

    /// The queue has been brought to what this book held a moment ago: what was to be given back then is given back.
    mutating func reconciled(_ given: [ReleasedSlot]) {
        let slots = Set(given.map { SlotKey(tenantKey: $0.tenant, slot: $0.slot) })
        released.removeAll { slots.contains(SlotKey(tenantKey: $0.tenant, slot: $0.slot)) }
    }

    mutating func putBack(_ news: (completions: [JobCompletion], released: [ReleasedSlot])) {
        completions = news.completions + completions
        released = news.released + released
        forgetReleasesOfHeldSlots()
    }

    /// A slot that was claimed again is free in the database no more, whatever became of the news of its release: told once more, it would
    /// be given away while it is in use.
    private mutating func forgetReleasesOfHeldSlots() {
        released.removeAll { heldSlots.contains(SlotKey(tenantKey: $0.tenant, slot: $0.slot)) }
    }

    /// The lease has ended: nothing that was held is ours any more.
    mutating func forget() {
        heldSlots = []
        heldRuns = []
        completions = []
        released = []
    }
}
