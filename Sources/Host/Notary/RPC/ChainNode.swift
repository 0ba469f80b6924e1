internal import EventLoop
package import HostEgress
internal import Synchronization

/// One node of the chain, asked over HTTP.
///
/// Thread: any, for every function; none blocks.
package final class ChainNode: Sendable {
    /// How long one question may take.
    private static let patienceNanos: UInt64 = 10_000_000_000

    package let address: NodeAddress
    private let pool: HTTPPool
    private let nextID = Atomic<UInt64>(1)
    private let health = Mutex(Health())

    /// What its last answers were like.
    package struct Health: Sendable, Hashable {
        package var answers: UInt64 = 0
        package var failures: UInt64 = 0
        /// Why the last question had no answer; nil once one has.
        package var lastFault: NodeFault?
        /// The number of the newest block that it told of; nil before its first answer.
        package var latest: UInt64?
    }

    package init(_ address: NodeAddress, engine: HTTPEngine) {
        self.address = address
        var limits = HTTPLimits()
        // A node that fails is asked again by the notary's own clock: a transaction may hang on it.
        limits.failuresToOpen = .max
        limits.redirects = 0
        pool = engine.pool(grant: address.grant, product: "notary", limits: limits)
    }

    /// What its answers were like until now.
    package var currentHealth: Health { health.withLock { $0 } }

    /// Asks; nil for an answer of null. Throws ``NodeFault``.
    func ask<Result: Decodable & Sendable>(_ question: NodeQuestion, as type: Result.Type) async throws(NodeFault) -> Result? {
        do throws(NodeFault) {
            let result = try await answer(question, as: type)
            note(nil)
            return result
        } catch {
            note(error)
            throw error
        }
    }

    /// Asks for what a node always has. Throws ``NodeFault``.
    func need<Result: Decodable & Sendable>(_ question: NodeQuestion, as type: Result.Type) async throws(NodeFault) -> Result {
        guard let result = try await ask(question, as: type) else {
            throw NodeFault(.behind, "\(address): \(question.method): the node answered null")
        }
        return result
    }

    private func answer<Result: Decodable & Sendable>(_ question: NodeQuestion, as type: Result.Type) async throws(NodeFault) -> Result? {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        let request = OutgoingRequest(
            .post, address.url, headers: [HTTPHeader("content-type", "application/json")], body: Array(question.json(id: id).utf8),
            maximumAnswerBytes: question.maximumAnswerBytes, redirects: 0, deadlineNanos: EventLoop.nowNanos() + Self.patienceNanos)
        let outcome = await withCheckedContinuation {
            (continuation: CheckedContinuation<Swift.Result<OutgoingAnswer, OutgoingError>, Never>) in
            do throws(OutgoingError) {
                _ = try pool.start(request) { outcome, _ in continuation.resume(returning: outcome) }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        switch outcome {
        case .failure(let problem):
            throw NodeFault(.unreachable, "\(address): \(question.method): \(problem.message)")
        case .success(let answer):
            guard (200..<300).contains(answer.status) else {
                throw NodeFault(
                    status: answer.status, retryAfter: answer.headers.first { $0.name == "retry-after" }?.value,
                    endpoint: address.description)
            }
            return try NodeReply<Result>.read(answer.body, id: id, of: question)
        }
    }

    /// Keeps that the node serves another chain than it should; returns the fault.
    func isElsewhere(_ fault: NodeFault) -> NodeFault {
        note(fault)
        return fault
    }

    /// Keeps that the others have answered and the node has not; returns the fault.
    func isLeftBehind(_ fault: NodeFault) -> NodeFault {
        note(fault)
        return fault
    }

    /// Keeps which block is the node's newest.
    func noteLatest(_ number: UInt64) { health.withLock { $0.latest = number } }

    private func note(_ fault: NodeFault?) {
        // A refusal is an answer: the node is well.
        let isFailure = fault.map { $0.isOutcomeUnknown || $0.code == .otherChain || $0.code == .refused } ?? false
        health.withLock { health in
            if isFailure { health.failures += 1 } else { health.answers += 1 }
            health.lastFault = isFailure ? fault : nil
        }
    }
}
