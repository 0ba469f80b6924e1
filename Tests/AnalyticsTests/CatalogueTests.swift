import Foundation
import PluginKit
import Testing

@Suite("Texts of the pages")
struct CatalogueTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../Plugins/Analytics")

    private func keys(_ language: String) throws -> Set<String> {
        let data = try Data(contentsOf: Self.folder.appendingPathComponent("locales/\(language).json"))
        return Set(try #require(JSONValue(parsing: [UInt8](data)).object).fields.map(\.name))
    }

    @Test("Both languages have every text that a page or the navigation names, and no other") func complete() throws {
        var used: Set<String> = []
        let pages = Self.folder.appendingPathComponent("pages")
        for page in try FileManager.default.contentsOfDirectory(atPath: pages.path) {
            let text = try String(contentsOf: pages.appendingPathComponent(page), encoding: .utf8)
            for match in text.matches(of: /\{\{t\.([a-z0-9_.]+)\}\}/) { used.insert(String(match.1)) }
        }
        let manifest = try String(contentsOf: Self.folder.appendingPathComponent("plugin.yaml"), encoding: .utf8)
        for match in manifest.matches(of: /title: ([a-z_.]+)/) { used.insert(String(match.1)) }
        #expect(try keys("en") == used)
        #expect(try keys("zh-CN") == used)
    }
}
