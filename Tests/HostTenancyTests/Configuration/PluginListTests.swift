import Testing

@testable import HostTenancy

@Suite("A running host's list of plugins only grows")
struct PluginListTests {
    private func entry(_ id: String, path: String? = nil, isolation: IsolationMode = .host) -> TenantsFile.PluginEntry {
        TenantsFile.PluginEntry(
            id: id, path: path ?? "\(id).plugin", isolation: isolation, quotas: [:], grants: nil,
            position: SourcePosition(line: 1, column: 1))
    }

    @Test("What is new is loaded once; the same list again means nothing") func growing() {
        var list = PluginList([entry("a")])
        let first = list.follow([entry("a"), entry("b")])
        #expect(first.added.map(\.id) == ["b"] && first.needsRestart.isEmpty)
        let second = list.follow([entry("b"), entry("a")])
        #expect(second.added.isEmpty && second.needsRestart.isEmpty)
    }

    @Test("A moved, changed, refused or removed plugin waits for a restart, and is told again each time") func restarting() {
        var list = PluginList([entry("moved"), entry("walled"), entry("refused"), entry("gone")])
        let newer = [entry("moved", path: "elsewhere"), entry("walled", isolation: .worker), entry("refused")]
        for _ in 0..<2 {
            let change = list.follow(newer, isFailed: { $0 == "refused" })
            #expect(change.added.isEmpty)
            #expect(change.needsRestart.map(\.plugin) == ["moved", "walled", "refused", "gone"])
            #expect(change.needsRestart[0].reason.contains("elsewhere"))
        }
    }
}
