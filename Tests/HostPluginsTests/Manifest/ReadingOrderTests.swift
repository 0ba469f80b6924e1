import Testing

@testable import HostPlugins

@Suite("The order in which plugins are prepared") struct ReadingOrderTests {
    /// A table that ends with `?` is one that the plugin can do without.
    private func manifest(_ id: String, reads tables: [String]) throws -> Manifest {
        let grants = tables.map { $0.hasSuffix("?") ? "{\($0.dropLast()): read, optional: true}" : "\"\($0): read\"" }.joined(
            separator: ", ")
        return try ManifestReader.read(
            """
            id: \(id)
            name: \(id)
            version: 1.0.0
            abi: "1.0"
            library: lib\(id).so
            toolchain: swift-6.3
            services: [hashinsight.db/1]
            grants: {tables: [\(grants)]}
            """)
    }

    private func order(_ plugins: (id: String, tables: [String])...) throws -> [String] {
        ReadingOrder.sorted(try plugins.map { try manifest($0.id, reads: $0.tables) }) { $0 }.map(\.id)
    }

    @Test("is that of the list, but for those that read others' tables: they come after these, and these after what they read")
    func sorted() throws {
        #expect(try order(("bb", []), ("aa", [])) == ["bb", "aa"])
        #expect(
            try order(
                ("blockchain", ["crm.invoices", "hosting.telemetry"]), ("calculator", ["analytics.market"]), ("crm", ["app.member_names"]),
                ("hosting", ["crm.contracts"]), ("analytics", ["hosting.telemetry"]))
                == ["crm", "hosting", "blockchain", "analytics", "calculator"])
    }

    @Test("puts owners of optional tables first too, unless they have to wait for the reader themselves")
    func optional() throws {
        #expect(try order(("crm", ["analytics.market?"]), ("analytics", [])) == ["analytics", "crm"])
        #expect(try order(("aa", ["bb.things?"]), ("bb", ["aa.things"])) == ["aa", "bb"])
        #expect(try order(("bb", ["aa.things"]), ("aa", ["bb.things?"])) == ["aa", "bb"])
        // By a third one, which the owner needs.
        #expect(try order(("aa", ["bb.things?"]), ("bb", ["cc.things"]), ("cc", ["aa.things"])) == ["aa", "cc", "bb"])
        #expect(try order(("aa", ["bb.things?"]), ("bb", ["cc.things?"]), ("cc", ["aa.things"])) == ["bb", "aa", "cc"])
        #expect(Set(try order(("aa", ["bb.things?"]), ("bb", ["aa.things?"]))) == ["aa", "bb"])
    }

    @Test("does not mind tables of plugins that are not there, nor two that read each other")
    func rings() throws {
        #expect(try order(("aa", ["gone.things"]), ("bb", [])) == ["aa", "bb"])
        #expect(Set(try order(("aa", ["bb.things"]), ("bb", ["aa.things"]), ("cc", ["aa.things"]))) == ["aa", "bb", "cc"])
    }
}
