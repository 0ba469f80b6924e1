internal import Ethereum
internal import EventLoop

extension ChainClient {
    private enum Happening<Value: Sendable>: Sendable {
        case answered(Int, Result<Value, NodeFault>)
        case clock
    }

    /// Asks all nodes at once and leaves those behind that have not answered a while after enough others have; one that serves another chain
    /// is not asked at all, nor, unless `isForAll`, one that was left behind lately, as long as enough others are there.
    ///
    /// Ends within ``AnswerWait/limitNanos``. A question that was left behind goes on: the answer that comes late closes the breaker.
    func all<Value: Sendable>(
        isForAll: Bool = false, _ ask: @escaping @Sendable (ChainNode) async throws(NodeFault) -> Value
    ) async -> [Result<Value, NodeFault>] {
        let asked = isForAll ? Array(nodes.indices) : whoIsAsked()
        let (happenings, tell) = AsyncStream.makeStream(of: Happening<Value>.self)
        for index in asked {
            Task { [self] in
                let answer = await answer(of: index, ask)
                if Self.isDefinite(answer) { breakers.withLock { $0[index].answered() } }
                tell.yield(.answered(index, answer))
            }
        }
        var wait = AnswerWait(asked: asked.count, quorum: quorum, nowNanos: EventLoop.nowNanos())
        var clock = Self.clock(wait.endNanos, tell)
        var answers: [Int: Result<Value, NodeFault>] = [:]
        for await happening in happenings {
            if case .answered(let index, let answer) = happening {
                answers[index] = answer
                let end = wait.endNanos
                wait.note(isDefinite: Self.isDefinite(answer), nowNanos: EventLoop.nowNanos())
                if wait.endNanos != end {
                    clock.cancel()
                    clock = Self.clock(wait.endNanos, tell)
                }
            }
            if wait.isOver(nowNanos: EventLoop.nowNanos()) { break }
        }
        clock.cancel()
        // Who is cancelled waits for nobody; that is no fault of a node's.
        let isCancelled = Task.isCancelled
        return nodes.indices.map { index in
            answers[index] ?? .failure(asked.contains(index) && !isCancelled ? leaveBehind(index) : Self.leftAlone(nodes[index]))
        }
    }

    private func answer<Value: Sendable>(
        of index: Int, _ ask: @Sendable (ChainNode) async throws(NodeFault) -> Value
    ) async -> Result<Value, NodeFault> {
        do throws(NodeFault) {
            try await check(index)
            return .success(try await ask(nodes[index]))
        } catch {
            return .failure(error)
        }
    }

    /// Rings at a time of the monotonic clock; a little after, so that it has come.
    private static func clock<Value: Sendable>(
        _ atNanos: UInt64, _ tell: AsyncStream<Happening<Value>>.Continuation
    ) -> Task<Void, Never> {
        Task {
            let now = EventLoop.nowNanos()
            try? await Task.sleep(nanoseconds: atNanos > now ? atNanos - now + 1_000_000 : 0)
            if !Task.isCancelled { tell.yield(.clock) }
        }
    }

    /// Those that are not left alone, or all where too few would remain.
    private func whoIsAsked() -> [Int] {
        let now = EventLoop.nowNanos()
        let willing = breakers.withLock { breakers in breakers.indices.filter { !breakers[$0].isOpen(nowNanos: now) } }
        return willing.count >= quorum ? willing : Array(nodes.indices)
    }

    private func leaveBehind(_ index: Int) -> NodeFault {
        breakers.withLock { $0[index].leftBehind(nowNanos: EventLoop.nowNanos()) }
        return nodes[index].isLeftBehind(NodeFault(.unreachable, "\(nodes[index].address) does not answer in time"))
    }

    private static func leftAlone(_ node: ChainNode) -> NodeFault {
        NodeFault(.unreachable, "\(node.address) did not answer in time and is left alone for a while")
    }

    /// Whether a node has said something, be it that it refuses.
    private static func isDefinite<Value>(_ answer: Result<Value, NodeFault>) -> Bool {
        guard case .failure(let fault) = answer else { return true }
        return !fault.isOutcomeUnknown && fault.code != .otherChain && fault.code != .refused
    }
}
