import Glibc

/// How a worker's process came to its end. Pure.
package enum WorkerEnd: Sendable, Hashable, CustomStringConvertible {
    /// The host asked for it.
    case asked
    /// The process could not be made or was not ready: nothing of the plugin ran wrong.
    case notStarted(reason: String)
    /// The plugin's library cannot be served, as the worker says.
    case refused(reason: String)
    /// A signal ended it.
    case signal(Int32, faultAddress: UInt64, isNearMemoryLimit: Bool)
    /// The plugin called `exit`, or returned from what it must not.
    case exited(status: Int32)
    /// It did not answer, or owed a completion for too long, and was killed.
    case hung(reason: String)
    /// It sent bytes that are no frames, or did not read, and was killed.
    case brokeProtocol(reason: String)
    /// It used more than it may of what its kernel does not limit, and was killed.
    case overLimit(reason: String)

    /// Whether it counts against the plugin.
    package var isCrash: Bool {
        switch self {
        case .asked, .notStarted, .refused: false
        case .signal, .exited, .hung, .brokeProtocol, .overLimit: true
        }
    }

    /// Nothing of the plugin ran, for a reason that the next try will as a rule meet again.
    package var isRefusal: Bool {
        switch self {
        case .notStarted, .refused: true
        case .asked, .signal, .exited, .hung, .brokeProtocol, .overLimit: false
        }
    }

    /// For the operator.
    package var description: String {
        switch self {
        case .asked: "it was ended by the host"
        case .notStarted(let reason): "the worker did not start: \(reason)"
        case .refused(let reason): "the worker cannot serve the plugin: \(reason)"
        case .signal(let number, let address, let isNearMemoryLimit):
            "the plugin crashed: signal \(number) (\(Self.name(of: number)))"
                + (address != 0 ? " at address 0x\(String(address, radix: 16))" : "")
                + (isNearMemoryLimit ? ", with its memory limit reached" : "")
                + (number == SIGKILL ? ", from outside or for want of memory" : "")
        case .exited(let status): "the plugin ended its process by exit (status \(status))"
        case .hung(let reason): "the plugin hung and was killed: \(reason)"
        case .brokeProtocol(let reason): "the worker was killed: \(reason)"
        case .overLimit(let reason): "the plugin went beyond its limits and was ended: \(reason)"
        }
    }

    static func name(of signal: Int32) -> String {
        switch signal {
        case SIGSEGV: "segmentation fault"
        case SIGABRT: "abort"
        case SIGILL: "illegal instruction, as a trap of Swift"
        case SIGTRAP: "trap"
        case SIGBUS: "bus error"
        case SIGFPE: "arithmetic error"
        case SIGSYS: "a system call that workers may not make"
        case SIGXCPU: "processor time used up"
        case SIGXFSZ: "file too large"
        case SIGKILL: "killed"
        default: "see signal(7)"
        }
    }
}

/// What is known of a worker's end, gathered from frames, socket and kernel. Pure.
struct WorkerEvidence: Sendable {
    /// The host closed the socket.
    var isAsked = false
    /// Why the host killed it.
    var killed: WorkerEnd?
    /// From HW_CRASH: signal, or -1 for `exit`.
    var crash: (signal: Int32, faultAddress: UInt64, isNearMemoryLimit: Bool)?
    /// What HELLO said, if it refused.
    var refusal: String?

    /// The cause, once the kernel has told how the process ended.
    ///
    /// - Parameters:
    ///   - signal: That ended it, or nil.
    ///   - status: Of its exit, if no signal ended it.
    func end(signal: Int32?, status: Int32) -> WorkerEnd {
        if let killed { return killed }
        if let refusal { return .refused(reason: refusal) }
        if let crash {
            return crash.signal < 0
                ? .exited(status: status)
                : .signal(crash.signal, faultAddress: crash.faultAddress, isNearMemoryLimit: crash.isNearMemoryLimit)
        }
        // A plugin may die of its own while it is asked to end.
        if let signal { return .signal(signal, faultAddress: 0, isNearMemoryLimit: false) }
        return isAsked ? .asked : .exited(status: status)
    }
}
