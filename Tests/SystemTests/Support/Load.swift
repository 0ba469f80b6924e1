import Synchronization

/// Members who ask for one path without pause, until told to stop; every answer but 200 is a failure.
final class Load: Sendable {
    struct Outcome: Sendable {
        var answered = 0
        var failures: [String] = []
        /// Of any request.
        var longest = Duration.zero
    }

    /// Longer than this no request of a neighbour may take, however busy the machine is: beyond it stands still what should go on.
    static let standstill = Duration.seconds(20)

    private let state = Mutex((outcome: Outcome(), isOver: false))
    private let tasks = Mutex<[Task<Void, Never>]>([])

    /// Starts a loop for each member.
    static func start(_ members: [Client], path: String) -> Load {
        let load = Load()
        load.tasks.withLock { tasks in tasks = members.map { member in Task { await load.ask(member, path) } } }
        return load
    }

    /// Asks for as long as the body takes, whatever comes of it.
    static func during(_ members: [Client], path: String, _ body: (Load) async throws -> Void) async throws -> Outcome {
        let load = start(members, path: path)
        do {
            try await body(load)
        } catch {
            _ = await load.stop()
            throw error
        }
        return await load.stop()
    }

    /// What happened so far.
    var outcome: Outcome { state.withLock { $0.outcome } }

    /// Ends the loops; every request that was begun is counted.
    func stop() async -> Outcome {
        state.withLock { $0.isOver = true }
        for task in tasks.withLock({ $0 }) { await task.value }
        return outcome
    }

    private func ask(_ member: Client, _ path: String) async {
        while !state.withLock({ $0.isOver }) {
            var failure: String?
            let begun = ContinuousClock.now
            do {
                let answer = try await member.get(path)
                if answer.status != 200 { failure = "\(answer.status) \(answer.text)" }
            } catch {
                failure = "\(error)"
            }
            state.withLock { state in
                state.outcome.answered += 1
                state.outcome.longest = max(state.outcome.longest, ContinuousClock.now - begun)
                if let failure { state.outcome.failures.append(failure) }
            }
        }
    }
}
