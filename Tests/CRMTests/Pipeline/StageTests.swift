import Testing

@testable import CRM

@Suite struct StageTests {
    @Test("a lead is contacted before it is qualified")
    func contactFirst() {
        #expect(LeadStage.qualified.sources == [.contacted])
        #expect(!LeadStage.new.next.contains(.qualified))
    }

    @Test("a lead may be lost from everywhere, and taken up again")
    func lost() {
        #expect(Set(LeadStage.lost.sources) == Set(LeadStage.allCases.filter { $0 != .lost }))
        #expect(LeadStage.lost.next == [.contacted, .new])
    }

    @Test("what is won stays won, and is won after an offer")
    func won() {
        #expect(DealStage.won.next.isEmpty)
        #expect(Set(DealStage.won.sources) == [.proposal, .negotiation])
    }

    @Test("nothing follows itself, and sources are the mirror of what follows")
    func mirror() {
        func check<Known: Stage>(_: Known.Type) {
            for from in Known.allCases {
                #expect(!from.next.contains(from))
                for to in Known.allCases { #expect(from.next.contains(to) == to.sources.contains(from)) }
            }
        }
        check(LeadStage.self)
        check(DealStage.self)
    }

    @Test("every stage can be reached from the first one")
    func reachable() {
        func reached<Known: Stage>(from first: Known) -> Set<Known> {
            var (known, waiting): (Set<Known>, [Known]) = ([first], [first])
            while let stage = waiting.popLast() { for next in stage.next where known.insert(next).inserted { waiting.append(next) } }
            return known
        }
        #expect(reached(from: LeadStage.new) == Set(LeadStage.allCases))
        #expect(reached(from: DealStage.open) == Set(DealStage.allCases))
    }
}
