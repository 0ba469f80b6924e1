import Foundation
import HostTenancy
import Testing

@testable import HostPlugins

/// The pieces of YAML in the guides, read by what reads such a file. Whole files among them are done with the rest of their page; what is
/// another program's says so behind `yaml`.
@Suite("Every piece of YAML in the guides")
struct GuideFragmentTests {
    private struct Fragment {
        let place: String
        let text: String
        func has(_ word: String) -> Bool { text.contains(word) }
    }

    private static func fragments() throws -> [Fragment] {
        var root = URL(filePath: #filePath).resolvingSymlinksInPath()
        while root.path != "/", !FileManager.default.fileExists(atPath: root.appending(path: "docs").path) {
            root.deleteLastPathComponent()
        }
        var found: [Fragment] = []
        for page in try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "docs").path).sorted()
        where page.hasSuffix(".md") {
            var begun: (line: Int, text: String)?
            let text = try String(contentsOf: root.appending(path: "docs/\(page)"), encoding: .utf8)
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if line == "```yaml" {
                    begun = (index + 2, "")
                } else if line == "```", let block = begun {
                    found.append(Fragment(place: "\(page):\(block.line)", text: block.text))
                    begun = nil
                } else {
                    begun?.text += "\(line)\n"
                }
            }
        }
        return found
    }

    @Test("of a manifest is read, with what every manifest has") func manifests() throws {
        let pieces = try Self.fragments().filter { $0.has("services:") }
        #expect(pieces.count >= 2)
        for piece in pieces {
            let head = "id: market\nname: Market\nversion: 1.0.0\nabi: \"1.0\"\nlibrary: libMarket.so\ntoolchain: c\n"
            do { _ = try ManifestReader.read(head + piece.text) } catch { Issue.record("\(piece.place): \(error)") }
        }
    }

    @Test("of tenants.yaml is read, with what every such file has") func configurations() throws {
        let pieces = try Self.fragments().filter { !$0.has("services:") }
        #expect(pieces.count >= 4)
        for piece in pieces {
            var text = piece.text
            if !piece.has("version:") { text = "version: 1\n" + text }
            if !piece.has("plugins:\n") { text += "plugins: []\n" }
            if !piece.has("tenants:\n") { text += "tenants:\n" }
            var missing = ""
            if !piece.has("kind: operator") {
                missing += "  - {id: operator, kind: operator, members: [{email: operator@example.com, role: owner}]}\n"
            }
            if piece.has("parent: north"), !piece.has("id: north") { missing += "  - {id: north, kind: provider}\n" }
            text = text.replacingOccurrences(of: "tenants:\n", with: "tenants:\n" + missing)
            do { _ = try TenantsFile.parse(Array(text.utf8), path: "tenants.yaml") } catch {
                Issue.record("\(piece.place): \(error)\n\(text)")
            }
        }
    }
}
