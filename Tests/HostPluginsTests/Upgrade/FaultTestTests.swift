import Foundation
import TestSupport
import Testing

@testable import HostPlugins

@Suite("The tests of whether faults are chance")
struct FaultTestTests {
    private func counts(_ faults: Int, of calls: Int) -> VersionCounts { VersionCounts(calls: calls, faults: faults) }

    private func near(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) <= 1e-9 + 1e-9 * abs(expected) }

    @Test("give what the tables say")
    func knownValues() {
        #expect(near(FaultTest.chance(of: counts(5, of: 5), ifEachFailsWith: 0.05), 3.125e-7))
        #expect(near(FaultTest.chance(of: counts(1, of: 3), ifEachFailsWith: 0.05), 0.142_625))
        #expect(near(FaultTest.chance(of: counts(2, of: 20), ifEachFailsWith: 0.05), 0.264_160_475_475_446_87))
        // The lady who tasted tea: three of four right.
        #expect(near(FaultTest.chance(of: counts(3, of: 4), ifAsGoodAs: counts(1, of: 4)), 17.0 / 70))
        #expect(near(FaultTest.chance(of: counts(5, of: 5), ifAsGoodAs: counts(1, of: 5)), 5.0 / 210))
        #expect(near(FaultTest.chance(of: counts(3, of: 3), ifEachFailsWith: 0), 0))
        #expect(FaultTest.chance(of: counts(3, of: 3), ifEachFailsWith: 1) == 1)
        #expect(FaultTest.chance(of: counts(3, of: 3), ifAsGoodAs: counts(0, of: 0)) == 1)
        #expect(FaultTest.chance(of: counts(0, of: 0), ifEachFailsWith: 0.05) == 1)
        // 0 of n: z² / (n + z²).
        #expect(near(FaultTest.upperBound(of: counts(0, of: 100)), 2.705_543_454_095_404 / 102.705_543_454_095_4))
        #expect(FaultTest.upperBound(of: counts(7, of: 7)) == 1)
        #expect(FaultTest.upperBound(of: counts(0, of: 0)) == 1)
    }

    @Test("agree with every case counted one by one")
    func enumeration() {
        func choose(_ all: Int, _ some: Int) -> Double {
            some < 0 || some > all ? 0 : (0..<some).reduce(1.0) { $0 * Double(all - $1) / Double($1 + 1) }
        }
        for calls in 1...12 {
            for faults in 1...calls {
                for allowed in [0.01, 0.05, 0.3] where Double(faults) > allowed * Double(calls) {
                    let sum = (faults...calls).reduce(0.0) {
                        $0 + choose(calls, $1) * pow(allowed, Double($1)) * pow(1 - allowed, Double(calls - $1))
                    }
                    #expect(near(FaultTest.chance(of: counts(faults, of: calls), ifEachFailsWith: allowed), sum))
                }
                for otherCalls in 1...8 {
                    for otherFaults in 0...otherCalls where faults * otherCalls > otherFaults * calls {
                        let all = faults + otherFaults
                        let sum = (faults...calls).reduce(0.0) { $0 + choose(calls, $1) * choose(otherCalls, all - $1) }
                        let chance = FaultTest.chance(of: counts(faults, of: calls), ifAsGoodAs: counts(otherFaults, of: otherCalls))
                        #expect(near(chance, sum / choose(calls + otherCalls, all)))
                    }
                }
            }
        }
    }

    @Test("stay between 0 and 1 and fall with every further fault, for any counts")
    func properties() {
        var random = SeededRandom(1)
        for _ in 0..<2_000 {
            let calls = Int(random.next() % 1_000_000) + 1
            let faults = Int(random.next() % UInt64(min(calls, 2_000)))
            let older = counts(Int(random.next() % 50), of: Int(random.next() % 1_000_000) + 50)
            let (fewer, more) = (counts(faults, of: calls), counts(faults + 1, of: calls))
            for (first, second) in [
                (FaultTest.chance(of: fewer, ifEachFailsWith: 0.05), FaultTest.chance(of: more, ifEachFailsWith: 0.05)),
                (FaultTest.chance(of: fewer, ifAsGoodAs: older), FaultTest.chance(of: more, ifAsGoodAs: older)),
            ] {
                #expect(first >= 0 && first <= 1 && second >= 0)
                #expect(second <= first * (1 + 1e-6))
            }
            #expect(FaultTest.upperBound(of: fewer) >= fewer.share && FaultTest.upperBound(of: fewer) <= FaultTest.upperBound(of: more))
        }
    }
}
