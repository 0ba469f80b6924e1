/// When a worker's process is started, ended and started again. Pure: the caller brings the time and does what it is told.
///
/// ```
/// idle ──wanted──▶ starting ──ready──▶ serving ──idleTooLong──▶ draining ──ended──▶ idle
///                    ▲  │                 │                        │ (wanted meanwhile: starting)
///               rested  └──────ended──────┘
///                    │           ▼
///                    └──────── resting        after the fifth crash in ten minutes: parked ──unpark──▶ idle
/// ```
///
/// A process that cannot be made, or whose library is refused, counts as a crash, but is not tried again by itself: after the pause the state
/// is idle, and whoever asks next tries.
struct WorkerSupervisor: Sendable {
    enum State: Sendable, Equatable {
        /// There is no process, and nobody wants one.
        case idle
        /// A process is being made and its library loaded.
        case starting
        case serving
        /// The process was asked to end.
        case draining
        /// It crashed or was refused; nobody tries before `untilNanos`.
        case resting(untilNanos: UInt64)
        /// It crashed or was refused too often; only the operator helps.
        case parked
    }

    /// What the caller has to do.
    enum Action: Sendable, Equatable {
        case none
        case spawn
        /// Ask the process to end.
        case drain
        /// Call ``rested(atNanos:)`` at that time.
        case rest(untilNanos: UInt64)
        /// Tell the operator.
        case park

        /// For the log: what becomes of the worker.
        var inWords: String {
            switch self {
            case .none: "nothing until it is needed"
            case .spawn: "started again at once"
            case .drain: "ends"
            case .rest: "started again after a pause"
            case .park: "parked"
            }
        }
    }

    /// So many crashes …
    static let maximumCrashes = 5
    /// … within this time park the worker.
    static let windowNanos: UInt64 = 600_000_000_000
    /// The pause after the second crash in a row; the first is followed by a start at once. Doubles up to the longest.
    static let firstPauseNanos: UInt64 = 500_000_000
    static let longestPauseNanos: UInt64 = 60_000_000_000

    private(set) var state = State.idle
    private(set) var restarts = 0
    private(set) var crashCount = 0
    /// Times of the crashes within the window.
    private var recent: [UInt64] = []
    /// Crashes with no good spell between them.
    private var inARow = 0
    private var servingSince: UInt64 = 0
    private var isWantedAgain = false
    /// After the pause nothing is started until somebody asks.
    private var restsToIdle = false

    /// Somebody needs the worker.
    mutating func wanted() -> Action {
        switch state {
        case .idle:
            state = .starting
            return .spawn
        case .draining:
            isWantedAgain = true
            return .none
        case .starting, .serving, .resting, .parked: return .none
        }
    }

    /// The process is about to be made.
    ///
    /// - Returns: False if whoever it was for has left meanwhile.
    mutating func spawns() -> Bool {
        if state == .draining { state = isWantedAgain ? .starting : .idle }
        return state == .starting
    }

    /// The process is ready.
    mutating func ready(atNanos now: UInt64) {
        guard state == .starting else { return }
        state = .serving
        servingSince = now
    }

    /// Nobody has used it for long, or nobody will.
    mutating func idleTooLong() -> Action {
        switch state {
        case .starting, .serving:
            state = .draining
            isWantedAgain = false
            return .drain
        case .resting:
            // Whoever comes back is to wait as if they had stayed.
            restsToIdle = true
            return .none
        case .idle, .draining, .parked: return .none
        }
    }

    /// The process has ended.
    ///
    /// - Parameters:
    ///   - isCrash: Whether that counts against the plugin.
    ///   - isRefusal: The process could not be made, or its library not be served.
    ///   - isBlamed: Those that it may have crashed of are in it no longer: then the crash is none of those that are left.
    ///   - isNeeded: Whether instances want it back.
    mutating func ended(isCrash: Bool, isRefusal: Bool = false, isBlamed: Bool = false, isNeeded: Bool, atNanos now: UInt64) -> Action {
        let wasDraining = state == .draining
        guard isCrash || isRefusal else {
            state = .idle
            return wasDraining && isWantedAgain ? wanted() : .none
        }
        if isCrash { crashCount += 1 }
        if isCrash, isBlamed {
            guard wasDraining ? isWantedAgain : isNeeded else {
                state = .idle
                return .none
            }
            state = .starting
            restarts += 1
            return .spawn
        }
        if now &- servingSince > Self.windowNanos, servingSince != 0, !wasDraining { inARow = 0 }
        inARow += 1
        recent = recent.filter { now &- $0 < Self.windowNanos } + [now]
        if recent.count >= Self.maximumCrashes {
            state = .parked
            return .park
        }
        if wasDraining, !isWantedAgain {
            state = .idle
            return .none
        }
        guard isNeeded || isRefusal else {
            state = .idle
            return .none
        }
        guard inARow > 1 else {
            guard isCrash else {
                state = .idle
                return .none
            }
            state = .starting
            restarts += 1
            return .spawn
        }
        let pause = min(Self.longestPauseNanos, Self.firstPauseNanos << UInt64(min(inARow - 2, 16)))
        state = .resting(untilNanos: now + pause)
        restsToIdle = isRefusal
        return .rest(untilNanos: now + pause)
    }

    /// The pause is over.
    mutating func rested(atNanos now: UInt64) -> Action {
        guard case .resting(let until) = state, now >= until else { return .none }
        guard !restsToIdle else {
            state = .idle
            return .none
        }
        state = .starting
        restarts += 1
        return .spawn
    }

    /// Whether there is something to remember: a process, or crashes and refusals that count.
    func hasStanding(atNanos now: UInt64) -> Bool {
        switch state {
        case .starting, .serving, .draining, .resting: true
        case .idle, .parked: recent.contains { now &- $0 < Self.windowNanos }
        }
    }

    /// The operator gives it another chance: what was, is forgotten.
    mutating func unpark() {
        recent = []
        inARow = 0
        switch state {
        case .parked, .resting: state = .idle
        case .idle, .starting, .serving, .draining: break
        }
    }
}
