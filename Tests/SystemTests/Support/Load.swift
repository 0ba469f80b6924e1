import Synchronization

/// Members who ask for one path without pause, until told to stop; every answer but 200 is a failure, and one that is not their own.
final class Load: Sendable {
    struct Outcome: Sendable {
        var answered = 0
        var failures: [String] = []
        /// Of any request.
        var longest = Duration.zero
    }

    /// Longer than this no request of a neighbour may take, however busy the machine is: beyond it stands still what should go on.
    static let standstill = Duration.seconds(28)

    private let state = Mutex((outcome: Outcome(), isOver: false))
    private let tasks = Mutex<[Task<Void, Never>]>([])

    /// Starts a loop for each member.
    ///
    /// - Parameter expecting: A text for each member, in their order, that its answers contain, while they contain none of the others'.
    static func start(_ members: [Client], path: String, expecting texts: [String]? = nil) -> Load {
        precondition(texts == nil || texts?.count == members.count)
        let load = Load()
        let all = Set(texts ?? [])
        load.tasks.withLock { tasks in
            tasks = members.indices.map { index in
                let own = texts?[index]
                return Task { await load.ask(members[index], path, own, others: all.filter { $0 != own }) }
            }
        }
        return load
    }

    /// Asks for as long as the body takes, whatever comes of it.
    static func during(
        _ members: [Client], path: String, expecting texts: [String]? = nil, _ body: (Load) async throws -> Void
    ) async throws -> Outcome {
        let load = start(members, path: path, expecting: texts)
        do {
            try await body(load)
        } catch {
            _ = await load.stop()
            throw error
        }
        return await load.stop()
    }

    /// Members of tenants with miners: each sees the first of its own by its serial number, and none of another's.
    static func startOnMiners(_ members: [Client]) async throws -> Load {
        let path = "/api/v1/hosting/miners"
        var serials: [String] = []
        for member in members {
            let serial = try await member.get(path).json["items"][0]["serial_number"].text
            guard !serial.isEmpty else { throw TestFailure("a tenant has no miners to be told apart by") }
            serials.append("\"\(serial)\"")
        }
        return start(members, path: path, expecting: serials)
    }

    /// What happened so far.
    var outcome: Outcome { state.withLock { $0.outcome } }

    /// Ends the loops; every request that was begun is counted.
    func stop() async -> Outcome {
        state.withLock { $0.isOver = true }
        for task in tasks.withLock({ $0 }) { await task.value }
        return outcome
    }

    private func ask(_ member: Client, _ path: String, _ own: String?, others: Set<String>) async {
        while !state.withLock({ $0.isOver }) {
            var failure: String?
            let begun = ContinuousClock.now
            do {
                let answer = try await member.get(path)
                let text = answer.text
                if answer.status != 200 {
                    failure = "\(answer.status) \(text)"
                } else if let own, !text.contains(own) {
                    failure = "200 without \(own): \(text.prefix(500))"
                } else if let other = others.first(where: text.contains) {
                    failure = "200 with another tenant's \(other): \(text.prefix(500))"
                }
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
