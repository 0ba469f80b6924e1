import Foundation
import Testing

@testable import CRM

@Suite struct CollectionRoundsTests {
    @Test("an hour is covered by as many rounds as Hosting's manifest has it collect")
    func rounds() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../Plugins/Hosting/plugin.yaml")
        let manifest = try String(contentsOf: file, encoding: .utf8)
        let seconds = try #require(manifest.firstMatch(of: /\{name: collect, every: (\d+)s,/).flatMap { Int64($0.1) })
        #expect(BillingRun.roundsPerHour * seconds == 3_600)
    }
}
