import Foundation
import Testing

@testable import Hosting

@Suite("Firmwares that others are told of")
struct ControllableFirmwareTests {
    @Test("The reference table names those that an adapter is known for, and no others") func table() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../Plugins/Hosting/data/controllable_firmwares.csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(lines.first == "begins")
        #expect(Set(lines.dropFirst()) == Set(FirmwareAdapters.controllable))
        #expect(lines.count == FirmwareAdapters.controllable.count + 1)
        // The planner and whoever reads the table compare alike.
        for name in FirmwareAdapters.controllable {
            #expect(name == name.lowercased() && FirmwareAdapters.controls(name.uppercased() + " 1.2"))
        }
    }
}
