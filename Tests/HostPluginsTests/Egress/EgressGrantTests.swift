import HostEgress
import HostTenancy
import Testing

@testable import HostPlugins

@Suite("Grants of hosts outside")
struct EgressGrantTests {
    private static let asking = """
        id: test
        name: Test
        version: 1.0.0
        abi: "1.0"
        library: libTest.so
        toolchain: c
        services: [hashinsight.http/1]
        grants:
          egress: {hosts: [api.example.org, "*.example.net:8443"], networks: [10.20.0.0/16]}
        """

    private func request() throws -> GrantRequest { GrantRequest(try ManifestReader.read(Self.asking)) }

    @Test("A manifest asks for hosts and networks, and each is shown by name, scheme and port") func asked() throws {
        let texts = try request().texts
        #expect(
            texts == [
                "egress-network:10.20.0.0/16", "egress:https://*.example.net:8443", "egress:https://api.example.org:443",
                "hashinsight.http/1",
            ])
        #expect(GrantRequest(texts: texts) == (try request()))
    }

    @Test(
        "What is no host, asks twice or lacks the service is refused with its place",
        arguments: [
            ("[api.example.org, \"*.example.net:8443\"]", "[\"*\"]", "wrong host"),
            ("[api.example.org, \"*.example.net:8443\"]", "[\"https://api.example.org/v1\"]", "wrong host"),
            ("[api.example.org, \"*.example.net:8443\"]", "[api.example.org, \"api.example.org:443\"]", "duplicate host"),
            ("[api.example.org, \"*.example.net:8443\"]", "[]", "no host"), ("10.20.0.0/16", "10.20.0.1/16", "wrong network"),
            ("[hashinsight.http/1]", "[hashinsight.clock/1]", "needs the service hashinsight.http/1"),
            ("networks:", "nets:", "nets"),
        ])
    func refused(part: String, wrong: String, said: String) {
        let error = #expect(throws: ManifestError.self) { try ManifestReader.read(Self.asking.replacing(part, with: wrong)) }
        #expect(error?.description.contains(said) == true, "\(error?.description ?? "")")
    }

    @Test("Another host, another port or a wider pattern waits for consent; a narrower one does not") func compared() throws {
        let consented = try request()
        func missing(_ hosts: String) throws -> [String] {
            let manifest = try ManifestReader.read(Self.asking.replacing("[api.example.org, \"*.example.net:8443\"]", with: hosts))
            return GrantRequest(manifest).exceeding(consented).map(\.description)
        }
        #expect(try missing("[api.example.org]") == [])
        #expect(try missing("[\"v2.example.net:8443\", \"*.eu.example.net:8443\"]") == [])
        #expect(try missing("[\"v2.example.net\"]") == ["egress:https://v2.example.net:443"])
        #expect(try missing("[\"*.example.org\"]") == ["egress:https://*.example.org:443"])
        #expect(try missing("[\"http://api.example.org\"]") == ["egress:http://api.example.org:80"])
        let wider = try ManifestReader.read(Self.asking.replacing("10.20.0.0/16", with: "10.0.0.0/8"))
        #expect(GrantRequest(wider).exceeding(consented).map(\.description) == ["egress-network:10.0.0.0/8"])
    }

    @Test("The operator's hosts stand in place of those that were asked for, and are consented to") func restricted() throws {
        let restriction = GrantRestriction(egressHosts: ["http://127.0.0.1:5001", "not a host"], egressNetworks: ["127.0.0.0/8"])
        let left = try request().restricted(by: restriction)
        #expect(left.texts == ["egress-network:127.0.0.0/8", "egress:http://127.0.0.1:5001", "hashinsight.http/1"])
        #expect(try request().named(in: restriction).texts == ["egress-network:127.0.0.0/8", "egress:http://127.0.0.1:5001"])
        #expect(left.egress.allows(HTTPEndpoint(scheme: .http, host: "127.0.0.1", port: 5_001)))
        #expect(!left.egress.allows(HTTPEndpoint(scheme: .https, host: "api.example.org", port: 443)))
        #expect(try request().restricted(by: GrantRestriction(egressHosts: [])).egress.hosts.isEmpty)
        // Nothing is given to a plugin that did not ask for the service, or that it was taken from.
        #expect(GrantRequest([.service("hashinsight.db/1")]).restricted(by: restriction).texts == ["hashinsight.db/1"])
        #expect(try request().restricted(by: GrantRestriction(services: [], egressHosts: ["api.example.org"])).egress.hosts.isEmpty)
    }
}
