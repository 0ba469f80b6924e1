import Foundation
import Testing

@testable import HostConformance

@Suite("The page about testing") struct ReferenceTests {
    @Test("The table of cases in docs/testing-a-plugin.md is the code's") func table() throws {
        let page = BrokenPlugin.folder.appendingPathComponent("../../docs/testing-a-plugin.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        #expect(text.contains(ConformanceCheck.reference), "the table must be:\n\(ConformanceCheck.reference)")
    }

    @Test("Names are told once, and needs come before those who need them") func order() {
        var known: Set<String> = []
        for step in ConformanceStep.all {
            #expect(known.isSuperset(of: step.needs), "\(step.name) needs \(step.needs)")
            #expect(known.insert(step.name).inserted)
        }
        #expect(known.isSuperset(of: DatabaseCase.needs))
    }
}
