import HostTenancy
import Testing

@testable import HostPlugins

@Suite("Grants of the cache")
struct CacheGrantTests {
    private static let asking = """
        id: test
        name: Test
        version: 1.0.0
        abi: "1.0"
        library: libTest.so
        toolchain: c
        services: [hashinsight.cache/1]
        grants: {cache: shared}
        """

    private func request(_ part: String = "", _ other: String = "") throws -> GrantRequest {
        GrantRequest(try ManifestReader.read(part.isEmpty ? Self.asking : Self.asking.replacing(part, with: other)))
    }

    @Test("The service alone is for each tenant; sharing is asked for by name") func asked() throws {
        #expect(try request().texts == ["cache:shared", "hashinsight.cache/1"])
        let own = try request("{cache: shared}", "{cache: tenant}")
        #expect(own.texts == ["hashinsight.cache/1"] && !own.mayShareCache)
        #expect(GrantRequest(texts: try request().texts) == (try request()))
        #expect(try request().exceeding(own).map(\.description) == ["cache:shared"])
    }

    @Test(
        "Another word, or the grant without the service, is refused with its place",
        arguments: [
            ("{cache: shared}", "{cache: true}", "one of tenant, shared"),
            ("[hashinsight.cache/1]", "[hashinsight.clock/1]", "needs the service hashinsight.cache/1"),
        ])
    func refused(part: String, wrong: String, said: String) {
        let error = #expect(throws: ManifestError.self) { try ManifestReader.read(Self.asking.replacing(part, with: wrong)) }
        #expect(error?.description.contains(said) == true, "\(error?.description ?? "")")
    }

    @Test("The operator's file takes sharing away, or consents to it, and never adds it") func restricted() throws {
        #expect(!(try request().restricted(by: GrantRestriction(sharesCache: false)).mayShareCache))
        #expect(try request().restricted(by: GrantRestriction(sharesCache: true)).mayShareCache)
        #expect(try request().named(in: GrantRestriction(sharesCache: true)).texts == ["cache:shared"])
        let own = try request("{cache: shared}", "{cache: tenant}")
        #expect(!own.restricted(by: GrantRestriction(sharesCache: true)).mayShareCache)
        let text = """
            version: 1
            plugins:
              - {id: one, path: a, grants: {cache: tenant}}
              - {id: two, path: b, grants: {cache: shared}}
              - {id: three, path: c, grants: {}}
            tenants:
              - {id: operator, kind: operator}
            """
        let file = try TenantsFile.parse(Array(text.utf8), path: "t.yaml")
        #expect(file.plugins.map { $0.grants?.sharesCache } == [false, true, nil])
    }
}
