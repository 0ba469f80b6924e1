import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite("The notary in the console") struct NotaryPageTests {
    private func json(_ response: TestResponse) throws -> JSONValue { try JSONReader.read(Array(response.body.readableBytesView)) }

    private func read(_ client: any TestClientProtocol, _ path: String, _ site: TestSite, as email: String = "operator@demo.test")
        async throws -> TestResponse
    {
        var fields = try await site.signIn(client, email)
        fields[.accept] = path.hasPrefix("/api") ? "application/json" : "text/html"
        return try await client.execute(uri: path, method: .get, headers: fields)
    }

    @Test("is the operator's alone, page, answer and button", arguments: ["/operator/notary", "/operator/notary/resume", "/api/v1/notary"])
    func access(_ path: String) async throws {
        let site = try TestSite()
        try await site.test { client in
            #expect(try await read(client, path, site).status == .ok)
            for stranger in ["alpha@demo.test", "north@demo.test"] {
                #expect(try await read(client, path, site, as: stranger).status == .forbidden)
            }
            #expect(try await client.execute(uri: path, method: .get, headers: [.accept: "application/json"]).status == .unauthorized)
            for path in ["/operator/notary/resume", "/api/v1/notary/resume"] {
                let answer = try await client.execute(uri: path, method: .post, headers: site.signIn(client, "north@demo.test"))
                #expect(answer.status == .forbidden)
            }
            #expect(site.notary.resumed.isEmpty)
        }
    }

    @Test("tells nodes, fees, balance, queue and intervals in words, with a link to each transaction and nothing unescaped")
    func page() async throws {
        let site = try TestSite()
        try await site.test { client in
            let response = try await read(client, "/operator/notary", site)
            let text = String(buffer: response.body)
            for part in [
                "Base Sepolia", "1,234", "1.23456 ETH", "2,057,613 transactions", "0.005 gwei", "At most 1 gwei", "oldest 2 min",
                "https://two.example:443", "does not answer", "behind", "99 %", "Stuck", "the chain asks for more than the cap",
                "3 attempts",
                "https://sepolia.basescan.org/tx/\(MemoryNotary.transaction)", "https://sepolia.basescan.org/block/1190", "one &lt;b&gt;",
                "no &lt;i&gt;answer", "in trouble",
                "hx-trigger=\"sse:hashinsight.notary",
            ] { #expect(text.contains(part), "\(part)") }
            #expect(!text.contains("{{") && !text.contains("<i>answer") && !text.contains("Let it go on"))
            // In the navigation, and said to be where the reader is.
            #expect(text.contains(#"<a href="/operator/notary" class="current""#))
            #expect(String(buffer: try await read(client, "/operator", site).body).contains(#"href="/operator/notary""#))
            #expect(!String(buffer: try await read(client, "/account", site, as: "alpha@demo.test").body).contains("/operator/notary"))
        }
    }

    @Test("says so where no chain is configured, and what to set")
    func unconfigured() async throws {
        let site = try TestSite()
        site.notary.change { $0 = nil }
        try await site.test { client in
            let text = String(buffer: try await read(client, "/operator/notary", site).body)
            #expect(text.contains("No chain is configured.") && text.contains("set BASE_L2_RPC, NOTARY_CONTRACT and"))
            #expect(!text.contains("{{"))
            let answer = try json(try await read(client, "/api/v1/notary", site))
            #expect(answer == ["configured": false, "expected": "BASE_L2_RPC and NOTARY_CONTRACT", "pinning": []])
        }
    }

    @Test(
        "tells of each place of evidence how uploads went and what is still there, with a chain and without one", arguments: [true, false])
    func places(hasChain: Bool) async throws {
        let site = try TestSite()
        if !hasChain { site.notary.change { $0 = nil } }
        site.notary.place(
            PlaceReport(
                name: "kubo", pinned: 1_200, waiting: 3, removing: 0, refused: 0, problem: nil, host: "one",
                day: .init(pinned: 99, failed: 1, checked: 4, lost: 0), week: .init(pinned: 700, failed: 300, checked: 40, lost: 0),
                uncheckedSeconds: 90_000),
            PlaceReport(
                name: "pinata", pinned: 7, waiting: 0, removing: 5, refused: 2, problem: "status 402 <b>", host: nil,
                day: .init(pinned: 0, failed: 0, checked: 0, lost: 1), week: .init(pinned: 0, failed: 8, checked: 1, lost: 6),
                uncheckedSeconds: nil))
        try await site.test { client in
            let text = String(buffer: try await read(client, "/operator/notary", site).body)
            for part in [
                "Evidence on IPFS", "1,200", "99 %", "99 succeeded, 1 failed", "70 %", "0 %", "8 failed", "6 gone, pinned again",
                "status 402 &lt;b&gt;", "5 to be unpinned", "2 refused", "in trouble",
            ] { #expect(text.contains(part), "\(part)") }
            #expect(!text.contains("{{"))
            let answer = try json(try await read(client, "/api/v1/notary", site))
            guard case .array(let places)? = answer["pinning"] else {
                Issue.record("no places")
                return
            }
            #expect(places.count == 2 && places[0]["place"] == "kubo" && places[0]["unchecked_seconds"] == 90_000)
            #expect(places[0]["day"] == ["pinned": 99, "failed": 1, "checked": 4, "lost": 0] && places[1]["week"]?["lost"] == 6)
            #expect(places[1]["problem"] == "status 402 <b>" && places[1]["unchecked_seconds"] == .null)
        }
    }

    @Test("tells the same as JSON, amounts in digits")
    func answer() async throws {
        let site = try TestSite()
        try await site.test { client in
            let answer = try json(try await read(client, "/api/v1/notary", site))
            #expect(
                answer["chain_id"] == 84_532 && answer["balance"]?["wei"] == "1234567890000000000" && answer["fee_cap_wei"] == "1000000000")
            #expect(answer["balance"]?["transactions"] == 2_057_613 && answer["queue"]?["stuck"] == 1 && answer["halted"] == .null)
            guard case .array(let intervals)? = answer["intervals"], case .array(let nodes)? = answer["nodes"] else {
                Issue.record("no intervals or nodes")
                return
            }
            #expect(intervals[0]["url"]?.text == "https://sepolia.basescan.org/tx/\(MemoryNotary.transaction)")
            #expect(intervals[0]["block_url"] == .null && intervals[1]["block_url"] == "https://sepolia.basescan.org/block/1190")
            #expect(nodes[1]["lag"] == 34 && nodes[1]["fault"]?.text?.hasPrefix("unreachable") == true)
        }
    }

    @Test("A halt shows its reason and a button that asks first; once it was pressed there is nothing to go on with")
    func resume() async throws {
        let site = try TestSite()
        site.notary.change { $0?.halted = "the account has sent 2 transactions <x>" }
        try await site.test { client in
            var fields = try await site.signIn(client, "operator@demo.test")
            fields[.accept] = "text/html"
            let page = String(buffer: try await client.execute(uri: "/operator/notary", method: .get, headers: fields).body)
            #expect(page.contains("the account has sent 2 transactions &lt;x&gt;") && page.contains("Let it go on…"))
            let asked = String(buffer: try await client.execute(uri: "/operator/notary/resume", method: .get, headers: fields).body)
            #expect(asked.contains("who used the key") && asked.contains("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"))
            #expect(site.notary.resumed.isEmpty)
            fields[.contentType] = "application/x-www-form-urlencoded"
            let done = try await client.execute(uri: "/operator/notary/resume", method: .post, headers: fields)
            #expect(done.status == .seeOther && site.notary.resumed == ["operator@demo.test"])
            #expect(try await client.execute(uri: "/operator/notary/resume", method: .post, headers: fields).status == .conflict)
            fields[.accept] = "application/json"
            #expect(try await client.execute(uri: "/api/v1/notary/resume", method: .post, headers: fields).status == .conflict)
        }
    }

    @Test(
        "Amounts of wei are written for people",
        arguments: [
            ("0", "0 ETH", "0 gwei"), ("1", "< 0.000001 ETH", "< 0.000001 gwei"), ("5000000", "< 0.000001 ETH", "0.005 gwei"),
            ("1000000000000000000", "1 ETH", "1000000000 gwei"), ("1234567890123456789", "1.23456 ETH", "1234567890.12 gwei"),
            ("9999999999999999999999", "9999.99 ETH", "9999999999999.99 gwei"),
            (
                "115792089237316195423570985008687907853269984665640564039457584007913129639935",
                "115792089237316195423570985008687907853269984665640564039457.58 ETH",
                "115792089237316195423570985008687907853269984665640564039457584007913.12 gwei"
            ), ("", "? ETH", "? gwei"),
        ])
    func amounts(_ wei: String, _ ether: String, _ gwei: String) {
        #expect(WeiText.ether(wei) == ether)
        #expect(WeiText.gwei(wei) == gwei)
    }

    @Test("A share is 100 only of all, and 0 only of none")
    func percent() {
        #expect(NotaryTable.percent(0, of: 5) == 0 && NotaryTable.percent(5, of: 5) == 100)
        #expect(
            NotaryTable.percent(1, of: 10_000) == 1 && NotaryTable.percent(9_999, of: 10_000) == 99 && NotaryTable.percent(1, of: 3) == 33)
    }
}
