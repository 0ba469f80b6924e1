import HostTenancy
import Testing

@testable import HostPlugins

@Suite("Grants of mails")
struct MailGrantTests {
    private static let asking = """
        id: test
        name: Test
        version: 1.0.0
        abi: "1.0"
        library: libTest.so
        toolchain: c
        services: [hashinsight.mail/1]
        grants: {mail: any}
        """

    private func request(_ part: String = "", _ other: String = "") throws -> GrantRequest {
        GrantRequest(try ManifestReader.read(part.isEmpty ? Self.asking : Self.asking.replacing(part, with: other)))
    }

    @Test("The service alone is for members, and anybody is asked for by name") func asked() throws {
        #expect(try request().texts == ["hashinsight.mail/1", "mail:any"])
        #expect(try request().mayMailAnybody)
        for members in ["{mail: members}", "{}"] {
            let request = try request("{mail: any}", members)
            #expect(request.texts == ["hashinsight.mail/1"] && !request.mayMailAnybody, "\(members)")
        }
        #expect(GrantRequest(texts: try request().texts) == (try request()))
    }

    @Test(
        "What is neither members nor any, or lacks the service, is refused with its place",
        arguments: [
            ("{mail: any}", "{mail: true}", "one of members, any"), ("{mail: any}", "{mail: [ana@example.org]}", "one of members, any"),
            ("[hashinsight.mail/1]", "[hashinsight.clock/1]", "needs the service hashinsight.mail/1"),
        ])
    func refused(part: String, wrong: String, said: String) {
        let error = #expect(throws: ManifestError.self) { try ManifestReader.read(Self.asking.replacing(part, with: wrong)) }
        #expect(error?.description.contains(said) == true, "\(error?.description ?? "")")
    }

    @Test("A version that asks for anybody waits for consent where members were granted") func compared() throws {
        let members = try request("{mail: any}", "{mail: members}")
        #expect(try request().exceeding(members).map(\.description) == ["mail:any"])
        #expect(members.exceeding(try request()) == [])
        let consent = GrantConsent(plugin: "test", version: "0.9.0", items: members.texts, givenBy: "operator@x.test", givenAtMicros: 0)
        let decision = GrantDecision(asked: try request(), version: "1.0.0", restriction: nil, consents: [consent])
        #expect(decision.waiting?.contains("mail:any") == true && !decision.usable.mayMailAnybody)
    }

    @Test("The operator's file takes anybody away, or consents to it, and never adds it") func restricted() throws {
        #expect(try request().restricted(by: GrantRestriction(mailToAnybody: false)).texts == ["hashinsight.mail/1"])
        #expect(try request().restricted(by: GrantRestriction(mailToAnybody: true)).mayMailAnybody)
        #expect(try request().named(in: GrantRestriction(mailToAnybody: true)).texts == ["mail:any"])
        #expect(try request().named(in: GrantRestriction(mailToAnybody: false)).isEmpty)
        let members = try request("{mail: any}", "{mail: members}")
        #expect(!members.restricted(by: GrantRestriction(mailToAnybody: true)).mayMailAnybody)
        let text = """
            version: 1
            plugins:
              - {id: one, path: a, grants: {mail: members}}
              - {id: two, path: b, grants: {mail: any}}
              - {id: three, path: c, grants: {}}
            tenants:
              - {id: operator, kind: operator}
            """
        let file = try TenantsFile.parse(Array(text.utf8), path: "t.yaml")
        #expect(file.plugins.map { $0.grants?.mailToAnybody } == [false, true, nil])
    }
}
