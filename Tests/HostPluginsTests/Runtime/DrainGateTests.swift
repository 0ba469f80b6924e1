import Testing

@testable import HostPlugins

@Suite("The gate of an instance's calls") struct DrainGateTests {
    @Test("lets calls in up to the limit, and one more when one has been completed") func limit() {
        let gate = DrainGate()
        #expect(gate.enterCall(limit: 2, isHeld: false) == .inside)
        #expect(gate.enterCall(limit: 2, isHeld: false) == .inside)
        #expect(gate.enterCall(limit: 2, isHeld: false) == .tooMany)
        #expect(gate.requests == 2 && gate.count == 4)
        gate.leave(DrainGate.completion)
        #expect(gate.requests == 1 && gate.count == 3, "its start has not returned")
        #expect(gate.enterCall(limit: 2, isHeld: false) == .inside)
    }

    @Test("lets nothing in once it is closed but for whoever is held inside, and is empty when all have left") func closed() async {
        let gate = DrainGate()
        #expect(gate.enter())
        gate.close()
        #expect(gate.enterCall(limit: 9, isHeld: false) == .closed)
        #expect(gate.enterCall(limit: 9, isHeld: true) == .inside)
        gate.leave()
        #expect(gate.requests == 1 && gate.count == 2 && gate.isClosed)
        async let drained: Void = gate.drained()
        gate.leave()
        gate.leave(DrainGate.completion)
        await drained
        #expect(gate.requests == 0 && gate.count == 0)
    }

    @Test("counts right when many threads come and go at once, some of them refused") func many() async {
        let gate = DrainGate()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<20_000 where gate.enterCall(limit: 3, isHeld: false) == .inside {
                        gate.leave(DrainGate.completion)
                        gate.leave()
                    }
                }
            }
        }
        #expect(gate.requests == 0 && gate.count == 0)
    }
}
