/// Who is next on what a plugin's tenants share: its threads in the host, or the places for calls in a worker (``WorkerTurns``). Pure: told
/// the time, and of what begins and ends.
///
/// Work waits in a line for each owner, and owners take turns. None keeps the threads from the others, whatever its code does:
/// - Where others wait, an owner's calls hold one thread less than there are; where they hold all, the next owner gets one more at once.
/// - A thread that was held for longer than ``Limits/patienceNanos`` is not counted any more, so another takes its place, up to
///   ``Limits/maximum``.
/// - Once half of ``Limits/maximum`` are held, an owner who holds one gets no further one: however many owners never give theirs back, it takes
///   more than half as many as there are threads to keep the others waiting.
/// - An owner whose calls are still there so long after their deadlines as ``Limits/graceNanos`` says, on as many threads as it may have, is
///   stuck: its calls are refused until one of those ends.
///
/// What is owed to a plugin, results and cancels, goes before its owner's calls, and may have one thread more than an owner's calls ever hold,
/// also once half of all are held: it may be what they wait for, and without it they would never give theirs back.
struct ThreadTurns<Work> {
    /// How many threads, how much that waits, and for how long.
    struct Limits: Sendable {
        /// Threads that work at once, as a rule.
        var width = 2
        /// Threads at once, those included that are held for long.
        var maximum = 16
        /// Calls of one owner that wait; the quota `calls_waiting` is reached before.
        var waiting = 65_536
        var patienceNanos: UInt64 = 250_000_000
        var graceNanos: UInt64 = 5_000_000_000

        /// Threads that one owner's calls may hold while others wait.
        var share: Int { max(1, width - 1) }
    }

    /// How work was received.
    enum Entry: Equatable {
        case accepted
        /// So many calls of the owner wait already.
        case full(Int)
        /// The owner's calls hold so many threads beyond their time.
        case stuck(Int)
    }

    /// Work whose turn has come; ``end(_:)`` must be told of it.
    struct Turn {
        let work: Work
        let place: Int
    }

    private struct Waiting {
        let work: Work
        let deadlineNanos: UInt64
    }

    private struct Lane {
        var owed = WorkRing<Waiting>()
        var calls = WorkRing<Waiting>()
        /// Threads that it holds, those among them that are counted, and those that are held beyond their time.
        var running = 0
        var counted = 0
        var stuck = 0

        var isWaiting: Bool { !owed.isEmpty || !calls.isEmpty }
        var isIdle: Bool { running == 0 && !isWaiting }
    }

    private struct Running {
        let owner: Int64
        let begunNanos: UInt64
        let stuckNanos: UInt64
        var isCounted = true
        var isStuck = false
    }

    let limits: Limits
    private var lanes: [Int64: Lane] = [:]
    /// Owners of whom something waits, each once, by turns.
    private var order = WorkRing<Int64>()
    private var running: [Running?] = []
    private(set) var runningCount = 0
    /// Threads that are not held for long.
    private(set) var countedCount = 0

    init(_ limits: Limits) { self.limits = limits }

    /// Threads that one owner's calls may hold now. Once half of all are held, those that are left are for owners who hold none.
    private var allowance: Int { runningCount < max(limits.width, limits.maximum / 2) ? limits.width : 1 }

    /// Owners of whom something waits.
    var waitingOwners: Int { order.count }

    /// What waits of an owner, what it is owed included.
    func waiting(of owner: Int64) -> Int { lanes[owner].map { $0.owed.count + $0.calls.count } ?? 0 }

    /// Threads that an owner holds.
    func running(of owner: Int64) -> Int { lanes[owner]?.running ?? 0 }

    /// Puts work in its owner's line.
    ///
    /// - Parameters:
    ///   - isOwed: Goes before the calls, and is never refused.
    ///   - deadlineNanos: When it should have ended; 0 for what should not take long at all.
    mutating func enter(_ work: Work, of owner: Int64, isOwed: Bool = false, deadlineNanos: UInt64) -> Entry {
        var lane = lanes.removeValue(forKey: owner) ?? Lane()
        defer { lanes[owner] = lane }
        let wasWaiting = lane.isWaiting
        let waiting = Waiting(work: work, deadlineNanos: deadlineNanos)
        if isOwed {
            lane.owed.append(waiting)
        } else {
            guard lane.stuck < allowance else { return .stuck(lane.stuck) }
            guard lane.calls.count < limits.waiting else { return .full(lane.calls.count) }
            lane.calls.append(waiting)
        }
        if !wasWaiting { order.append(owner) }
        return .accepted
    }

    /// A place at once for what is in no line, if nobody waits and the owner may have one more; ``end(_:)`` must be told of it.
    mutating func begin(of owner: Int64, deadlineNanos: UInt64, atNanos now: UInt64) -> Int? {
        guard order.isEmpty, runningCount < limits.maximum, running(of: owner) < allowance else { return nil }
        let door = door
        guard door.isOpen, door.barred != owner else { return nil }
        return hold(of: owner, deadlineNanos: deadlineNanos, atNanos: now)
    }

    /// A place whatever others hold, for what had one and goes on; ``end(_:)`` must be told of it.
    mutating func hold(of owner: Int64, deadlineNanos: UInt64, atNanos now: UInt64) -> Int {
        lanes[owner, default: Lane()].running += 1
        lanes[owner]!.counted += 1
        let (stuckNanos, overflow) = max(deadlineNanos, now).addingReportingOverflow(limits.graceNanos)
        let taken = Running(owner: owner, begunNanos: now, stuckNanos: overflow ? .max : stuckNanos)
        runningCount += 1
        countedCount += 1
        if let free = running.firstIndex(where: { $0 == nil }) {
            running[free] = taken
            return free
        }
        running.append(taken)
        return running.count - 1
    }

    /// Whether something may begin now.
    var canBegin: Bool { nextPlace != nil }

    /// What begins now; nil if nothing may.
    mutating func next(atNanos now: UInt64) -> Turn? {
        guard let place = nextPlace else { return nil }
        let owner = order.remove(at: place)
        var lane = lanes.removeValue(forKey: owner)!
        let waiting = lane.owed.next() ?? lane.calls.next()!
        if lane.isWaiting { order.append(owner) }
        lanes[owner] = lane
        return Turn(work: waiting.work, place: hold(of: owner, deadlineNanos: waiting.deadlineNanos, atNanos: now))
    }

    /// What had its turn has ended.
    mutating func end(_ place: Int) {
        guard let ended = running[place].take() else { return }
        var lane = lanes.removeValue(forKey: ended.owner)!
        lane.running -= 1
        runningCount -= 1
        if ended.isCounted {
            lane.counted -= 1
            countedCount -= 1
        }
        if ended.isStuck { lane.stuck -= 1 }
        if !lane.isIdle { lanes[ended.owner] = lane }
    }

    /// Looks who holds threads for long.
    ///
    /// - Returns: The calls that wait for threads which their owner's own calls do not give back: they are not in line any more.
    mutating func look(atNanos now: UInt64) -> [Work] {
        var refused: [Work] = []
        for place in running.indices {
            guard var held = running[place] else { continue }
            if held.isCounted, now >= held.begunNanos &+ limits.patienceNanos {
                held.isCounted = false
                lanes[held.owner]!.counted -= 1
                countedCount -= 1
            }
            if !held.isStuck, now >= held.stuckNanos {
                held.isStuck = true
                lanes[held.owner]!.stuck += 1
                if lanes[held.owner]!.stuck >= allowance { refused += removeCalls(of: held.owner) }
            }
            running[place] = held
        }
        return refused
    }

    /// When the next look may find something; nil if none can.
    var nextLookNanos: UInt64? {
        running.lazy.compactMap { held -> UInt64? in
            guard let held else { return nil }
            if held.isCounted { return held.begunNanos &+ limits.patienceNanos }
            return held.isStuck || held.stuckNanos == .max ? nil : held.stuckNanos
        }.min()
    }

    private mutating func removeCalls(of owner: Int64) -> [Work] {
        var calls: [Work] = []
        let wasWaiting = lanes[owner]!.isWaiting
        while let call = lanes[owner]!.calls.next() { calls.append(call.work) }
        if wasWaiting, !lanes[owner]!.isWaiting, let place = (0..<order.count).first(where: { order[$0] == owner }) {
            _ = order.remove(at: place)
        }
        return calls
    }

    /// The place in `order` of who is next. Whoever is passed over holds a thread, so few are.
    private var nextPlace: Int? {
        guard !order.isEmpty, runningCount < limits.maximum else { return nil }
        let door = door
        guard door.isOpen else { return nil }
        let allowance = allowance
        var second: Int?
        for place in 0..<order.count where order[place] != door.barred {
            let lane = lanes[order[place]]!
            if !lane.owed.isEmpty, lane.running <= limits.width { return place }
            guard !lane.calls.isEmpty else { continue }
            if lane.running < min(limits.share, allowance) { return place }
            if lane.running < allowance, second == nil { second = place }
        }
        return second
    }

    /// Whether anybody may begin, and who may not.
    private var door: (isOpen: Bool, barred: Int64?) {
        guard countedCount >= limits.width else { return (true, nil) }
        // What one owner holds beyond its share does not count against the others.
        guard let most = mostCounted, countedCount - (most.counted - limits.share) < limits.width else { return (false, nil) }
        return (true, most.owner)
    }

    /// The owner with the most threads that are counted.
    private var mostCounted: (owner: Int64, counted: Int)? {
        running.lazy.compactMap { $0 }.map { ($0.owner, lanes[$0.owner]!.counted) }.max { $0.1 < $1.1 }
    }
}
