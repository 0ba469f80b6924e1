import Testing

@testable import HostPlugins

@Suite("The order in which plugins are prepared") struct ReadingOrderTests {
    private func manifest(_ id: String, reads tables: [String]) throws -> Manifest {
        let grants = tables.map { "\"\($0): read\"" }.joined(separator: ", ")
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

    @Test("does not mind tables of plugins that are not there, nor two that read each other")
    func rings() throws {
        #expect(try order(("aa", ["gone.things"]), ("bb", [])) == ["aa", "bb"])
        #expect(Set(try order(("aa", ["bb.things"]), ("bb", ["aa.things"]), ("cc", ["aa.things"]))) == ["aa", "bb", "cc"])
    }
}
