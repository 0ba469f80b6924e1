import HostTenancy
import TestSupport
import Testing

@testable import HostPlugins

@Suite("What a plugin asks for and what was consented to")
struct GrantRequestTests {
    private static let items: [GrantItem] = [
        .service("hashinsight.db/1"), .service("hashinsight.events/1"), .devices(port: nil), .devices(port: 4_028), .devices(port: 80),
        .table(TableGrant(plugin: "crm", table: "contracts")), .topic("alerts"), .topic("news"),
    ]

    private func consent(_ version: String, _ items: [String]) -> GrantConsent {
        GrantConsent(plugin: "hosting", version: version, items: items, givenBy: "operator@x.test", givenAtMicros: 0)
    }

    @Test("every item is read back from its canonical text, and nothing else is an item")
    func texts() {
        for item in Self.items { #expect(GrantItem(item.description) == item) }
        for text in [
            "", "devices:0", "devices:65536", "devices:", "table:crm", "event:", "event:Alerts", "hashinsight.db", "db/1", "devices ",
            "devices:01", "devices:+1", "table:crm.", "table:crm.a.b", "table:c.a", "table:crm.1a", "secret:", "secret:a-b", "secret:é",
            "egress:",
            "egress-network:", "hashinsight.db/01", "hashinsight.db/", "hashinsight./1", "Hashinsight.db/1", "hashinsight.db/1/2",
            "hashinsight.db2/1", "other:x", ":", "event:" + String(repeating: "a", count: 49),
        ] {
            #expect(GrantItem(text) == nil, "\(text)")
        }
    }

    @Test(
        "the difference is what is asked for and not covered: empty for itself, whole for nothing, and never more than was asked",
        arguments: [1, 2, 3] as [UInt64])
    func difference(seed: UInt64) {
        var random = SeededRandom(seed)
        for _ in 0..<500 {
            let asked = GrantRequest(Self.items.filter { _ in Bool.random(using: &random) })
            let given = GrantRequest(Self.items.filter { _ in Bool.random(using: &random) })
            let missing = asked.exceeding(given)
            #expect(asked.exceeding(asked).isEmpty && Set(asked.exceeding(.nothing)) == asked.items)
            #expect(asked.items.isSuperset(of: missing) && missing.allSatisfy { !given.covers($0) })
            #expect(asked.exceeding(given.union(GrantRequest(missing))).isEmpty, "seed \(seed)")
            #expect(missing == missing.sorted() && GrantRequest(texts: asked.texts) == asked)
        }
    }

    @Test("every port includes each, and each does not include every one")
    func ports() {
        let every = GrantRequest([.devices(port: nil)])
        let one = GrantRequest([.devices(port: 4_028)])
        #expect(one.exceeding(every).isEmpty && every.exceeding(one) == [.devices(port: nil)])
        #expect(every.devicePorts == nil && one.devicePorts == [4_028] && GrantRequest.nothing.devicePorts == [])
    }

    @Test("a manifest's request has its services, ports, tables and topics")
    func manifest() throws {
        let text = Manifests.hosting.replacing("devices: true", with: "devices: {ports: [4433, 4028]}")
        let request = GrantRequest(try ManifestReader.read(text))
        #expect(
            request.items.isSuperset(of: [
                .devices(port: 4_028), .devices(port: 4_433), .table(TableGrant(plugin: "crm", table: "contracts")),
            ]))
        #expect(request.hasService("hashinsight.db/1") && !request.items.contains(.devices(port: nil)))
        for wrong in ["{ports: []}", "{ports: [0]}", "{ports: [4028], more: 1}", "{}", "maybe"] {
            #expect(throws: ManifestError.self) {
                try ManifestReader.read(Manifests.hosting.replacing("devices: true", with: "devices: \(wrong)"))
            }
        }
        // What does not exist yet is refused by name.
        for unknown in ["hosts: [api.example.com]", "secrets: true", "faxes: true"] {
            let error = #expect(throws: ManifestError.self) {
                try ManifestReader.read(Manifests.hosting.replacing("devices: true", with: unknown))
            }
            #expect(error?.description.contains("unknown grant") == true)
        }
    }

    @Test("the operator's restriction takes away, and what it names one by one is consented to")
    func restriction() {
        let asked = GrantRequest(Self.items)
        let restriction = GrantRestriction(services: ["hashinsight.db/1", "hashinsight.mail/1"], ports: [4_028], events: [])
        let left = asked.restricted(by: restriction)
        #expect(left.texts == ["devices:4028", "hashinsight.db/1", "table:crm.contracts"])
        #expect(asked.named(in: restriction).texts == ["devices:4028", "hashinsight.db/1"])
        #expect(!asked.restricted(by: GrantRestriction(devices: false)).hasDevices)
        #expect(asked.restricted(by: nil) == asked && asked.named(in: nil).isEmpty)
    }

    @Test("a version that asks for more waits and says for what; one that asks for less, or was consented to before, does not")
    func decisions() {
        let one = GrantRequest([.service("hashinsight.db/1")])
        let two = GrantRequest([.service("hashinsight.db/1"), .service("hashinsight.events/1")])
        let first = [consent("1.0.0", one.texts)]
        #expect(GrantDecision(asked: one, version: "1.0.0", restriction: nil, consents: first).waiting == nil)
        let waiting = GrantDecision(asked: two, version: "2.0.0", restriction: nil, consents: first)
        #expect(waiting.waiting == "waits for consent: asks for hashinsight.events/1 in addition")
        let both = first + [consent("2.0.0", two.texts)]
        #expect(GrantDecision(asked: two, version: "2.0.0", restriction: nil, consents: both).waiting == nil)
        #expect(GrantDecision(asked: one, version: "1.0.0", restriction: nil, consents: both).waiting == nil)
        // A later consent to something else does not take the version's own away.
        let third = both + [consent("3.0.0", ["hashinsight.db/1", "devices"])]
        #expect(GrantDecision(asked: two, version: "2.0.0", restriction: nil, consents: third).waiting == nil)
        #expect(
            GrantDecision(asked: two, version: "2.1.0", restriction: nil, consents: third).missing == [.service("hashinsight.events/1")])
        let withheld = GrantRestriction(services: ["hashinsight.db/1"])
        #expect(GrantDecision(asked: two, version: "2.0.0", restriction: withheld, consents: first).waiting == nil)
        #expect(GrantDecision(asked: one, version: "1.0.0", restriction: nil, consents: []).missing == [.service("hashinsight.db/1")])
        #expect(GrantDecision(asked: one, version: "1.0.0", restriction: nil, consents: [], requiresConsent: false).missing.isEmpty)
    }
}
