import Ethereum
import Foundation
import HostData
import TestSupport
import Testing

@testable import HostPinning

@Suite("Evidence pinned at services that run", .serialized, .timeLimit(.minutes(5)))
struct PinnerTests {
    private static func bytes(_ count: Int, _ seed: UInt64 = 1) -> [UInt8] {
        var random = SeededRandom(seed)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    @Test("A record goes to a node and a folder under the identifier that was computed, and leaves both when it is taken back")
    func whole() async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(.kubo, folder: true))
            let content = Self.bytes(5_000)
            let cid = try await host.pin(tenant: fixture.north, key: "evidence/1", content: content)
            #expect(cid == CID(hashing: content, as: .raw))
            #expect(try await host.report(tenant: fixture.north, key: "evidence/1")?.state == .pending)
            await host.turn()
            let report = try #require(try await host.report(tenant: fixture.north, key: "evidence/1"))
            #expect(report.state == .pinned && report.cid == cid, "\(report)")
            #expect(report.places.map(\.provider) == ["folder", "kubo"] && report.places.allSatisfy { $0.state == .pinned })
            #expect(fixture.peer(.kubo).bytes("\(cid)") == content && fixture.file(cid) == content)
            // Nobody else knows of it.
            #expect(try await host.report(tenant: fixture.south, key: "evidence/1") == nil)
            try await host.unpin(tenant: fixture.south, key: "evidence/1")
            #expect(try await host.report(tenant: fixture.north, key: "evidence/1")?.state == .pinned)

            try await host.unpin(tenant: fixture.north, key: "evidence/1")
            #expect(try await host.report(tenant: fixture.north, key: "evidence/1")?.state == .removing)
            await host.turn()
            #expect(try await host.report(tenant: fixture.north, key: "evidence/1")?.state == .removed)
            #expect(fixture.peer(.kubo).pinned.isEmpty && fixture.file(cid) == nil)
            await #expect(throws: PinRefusal.self) { try await host.pin(tenant: fixture.north, key: "evidence/1", content: content) }
        }
    }

    enum Way: CaseIterable { case kubo, pinata, legacy, service, folder }

    private func environment(_ way: Way, _ fixture: PinFixture) -> [String: String] {
        switch way {
        case .kubo: fixture.environment(.kubo)
        case .pinata: fixture.environment(.pinata)
        case .legacy: fixture.environment(.legacy)
        case .service: fixture.environment(.kubo, .service)
        case .folder: fixture.environment(folder: true)
        }
    }

    private func peer(_ way: Way, _ fixture: PinFixture) -> PinningPeer? {
        switch way {
        case .kubo: fixture.peer(.kubo)
        case .pinata: fixture.peer(.pinata)
        case .legacy: fixture.peer(.legacy)
        case .service: fixture.peer(.service)
        case .folder: nil
        }
    }

    /// Turns a host until the pin is as wanted, letting no pause pass.
    private func turn(
        _ host: Pinner, _ fixture: PinFixture, _ key: String, turns: Int = 40, until isDone: (PinReport) -> Bool
    ) async throws -> PinReport {
        var last: PinReport?
        for _ in 0..<turns {
            await host.turn()
            last = try await host.report(tenant: fixture.north, key: key)
            if let last, isDone(last) { return last }
            try await fixture.hurry()
        }
        throw Devnet.Problem(message: "\(key) came to \(String(describing: last))")
    }

    private func isEverywhere(_ report: PinReport) -> Bool { report.places.allSatisfy { $0.state == .pinned } }

    @Test("Each protocol takes small and large objects, and gives them back", arguments: Way.allCases)
    func protocols(_ way: Way) async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(environment(way, fixture))
            var cids: [CID] = []
            for (key, count) in [("small", 900), ("large", 700_000)] where way != .legacy || key == "small" {
                let content = Self.bytes(count)
                cids.append(try await host.pin(tenant: fixture.north, key: key, content: content))
                let report = try await turn(host, fixture, key, until: isEverywhere)
                #expect(report.cid == CID.file(content))
                if let peer = peer(way, fixture) {
                    #expect(peer.pinned.contains("\(report.cid)"))
                    if way != .service { #expect(peer.bytes("\(report.cid)") == content) }
                } else {
                    #expect(fixture.file(report.cid) == content)
                }
            }
            for key in ["small", "large"] { try await host.unpin(tenant: fixture.north, key: key) }
            _ = try await turn(host, fixture, "small") { $0.state == .removed }
            if way != .legacy { _ = try await turn(host, fixture, "large") { $0.state == .removed } }
            #expect(fixture.peers.values.allSatisfy { $0.pinned.isEmpty } && cids.allSatisfy { fixture.file($0) == nil })
            // What was pinned by name alone is asked about once, not ever again.
            let asked = fixture.peers.values.map(\.asked.count)
            try await fixture.hurry()
            await host.turn()
            #expect(fixture.peers.values.map(\.asked.count) == asked)
        }
    }

    @Test("Pinata's older interface is not given what it would cut in its own way, and the reason is told") func legacyLarge() async throws
    {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(.legacy))
            _ = try await host.pin(tenant: fixture.north, key: "1", content: Self.bytes(300_000))
            let report = try await turn(host, fixture, "1") { $0.state == .failed }
            #expect(report.places.first?.problem?.contains("PINATA_API") == true && fixture.peer(.legacy).puts == 0)
        }
    }

    // Each of them ends well after a while, and leaves one pin.
    static let faults: [(String, [PinningPeer.Fault])] = [
        ("500", [.status(500)]), ("503 and again", [.status(503), .status(502), .status(504)]),
        ("429", [.status(429, headers: [("X-RateLimit-Reset", "4102444800")])]), ("garbage", [.garbage, .garbage]), ("cut", [.cut]),
        ("done but 500", [.afterwards(500)]), ("done but 504 twice", [.afterwards(504), .afterwards(504)]), ("402", [.status(402)]),
        ("401", [.status(401, body: #"{"error":"expired"}"#)]), ("not JSON", [.status(500, body: "<html>\u{1b}[31m</html>")]),
    ]

    @Test(
        "Whatever fault a service has, the bytes come there once and leave again", arguments: [Way.kubo, .pinata, .legacy, .service],
        0..<faults.count)
    func fault(_ way: Way, _ index: Int) async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(environment(way, fixture))
            let peer = try #require(self.peer(way, fixture))
            if way == .service {
                // The other one first: the fault is the service's.
                _ = try await host.pin(tenant: fixture.north, key: "before", content: [1])
                _ = try await turn(host, fixture, "before", until: isEverywhere)
            }
            for fault in Self.faults[index].1 { peer.fault(fault) }
            let cid = try await host.pin(tenant: fixture.north, key: "1", content: Self.bytes(700, UInt64(index)))
            _ = try await turn(host, fixture, "1", until: isEverywhere)
            #expect(peer.pinned.contains("\(cid)") && peer.pinCount == (way == .service ? 2 : 1), "\(Self.faults[index].0)")
            for fault in Self.faults[index].1 { peer.fault(fault) }
            try await host.unpin(tenant: fixture.north, key: "1")
            _ = try await turn(host, fixture, "1") { $0.state == .removed }
            #expect(!peer.pinned.contains("\(cid)"), "\(Self.faults[index].0)")
        }
    }

    @Test(
        "Bytes that a service keeps under another identifier are unpinned there, and the record stays queued with an alarm",
        arguments: [Way.kubo, .pinata, .legacy])
    func otherContent(_ way: Way) async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(environment(way, fixture))
            let peer = try #require(self.peer(way, fixture))
            peer.fault(.otherCID)
            let cid = try await host.pin(tenant: fixture.north, key: "1", content: Self.bytes(700))
            await host.turn()
            let report = try #require(try await host.report(tenant: fixture.north, key: "1"))
            #expect(report.state == .pending && report.places.first?.problem?.contains("\(cid)") == true, "\(report)")
            #expect(peer.pinCount == 0 && peer.puts == 1)
            let figures = try #require(host.figures.values.first)
            #expect(figures.trouble != nil && figures.failures[.otherContent] == 1 && figures.pinned == 0)
            #expect(try await host.store.overview().providers.first?.mismatched == 1)
            // Nothing is hurried: it is tried again, in an hour.
            await host.turn()
            #expect(peer.puts == 1)
            _ = try await turn(host, fixture, "1") { $0.state == .pinned }
            #expect(peer.pinned == ["\(cid)"] && host.figures.values.first?.trouble == nil)
        }
    }

    @Test("A refusal parks one object and no other, until an operator says so; a denied token stops the service alone") func refused()
        async throws
    {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(.kubo, .pinata))
            let peer = fixture.peer(.pinata)
            peer.fault(.status(400, body: #"{"error":{"reason":"BAD","details":"such bytes are not taken"}}"#))
            _ = try await host.pin(tenant: fixture.north, key: "1", content: [1])
            await host.turn()
            _ = try await host.pin(tenant: fixture.north, key: "2", content: [2])
            try await fixture.hurry()
            await host.turn()
            let first = try #require(try await host.report(tenant: fixture.north, key: "1"))
            #expect(first.state == .pinned && first.places.map(\.state) == [.pinned, .parked])
            #expect(first.places.last?.problem?.contains("such bytes are not taken") == true)
            #expect(try await host.report(tenant: fixture.north, key: "2").map(isEverywhere) == true)
            #expect(try await host.store.retryAll() == 1)
            await host.turn()
            #expect(try await host.report(tenant: fixture.north, key: "1").map(isEverywhere) == true)

            peer.fault(.status(401))
            _ = try await host.pin(tenant: fixture.north, key: "3", content: [3])
            await host.turn()
            let asked = peer.asked.count
            for _ in 0..<3 { await host.turn() }
            #expect(peer.asked.count == asked)
            let third = try #require(try await host.report(tenant: fixture.north, key: "3"))
            #expect(third.places.map(\.state) == [.pinned, .pending] && third.places.last?.problem?.contains("token") == true)
            #expect(host.figures[.pinata]?.trouble != nil && third.places.allSatisfy { $0.problem?.contains(PinFixture.token) != true })
            // Somebody has put it right and started the host again.
            let next = try fixture.host(fixture.environment(.kubo, .pinata), name: "two")
            _ = try await fixture.database.host.query("UPDATE app.pin_providers SET lease_until = '-infinity'")
            _ = try await fixture.database.host.execute([
                (TenantContext.statement, TenantContext(tenantId: "operator", key: .operator).parameters),
                ("UPDATE app.pin_places SET next_at = now() WHERE is_open", []),
            ])
            await next.turn()
            #expect(try await next.report(tenant: fixture.north, key: "3").map(isEverywhere) == true)
        }
    }

    @Test("A service that is away delays no other, and nobody waits for one that does not answer") func independent() async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(.kubo, .pinata, folder: true), patienceSeconds: 1)
            fixture.peer(.pinata).fault(.hold)
            _ = try await host.pin(tenant: fixture.north, key: "1", content: [1])
            await host.turn()
            let report = try #require(try await host.report(tenant: fixture.north, key: "1"))
            #expect(report.state == .pinned && report.places.map(\.state) == [.pinned, .pinned, .pending], "\(report)")
            fixture.peer(.kubo).fault(.status(503), .status(503), .status(503))
            _ = try await host.pin(tenant: fixture.north, key: "2", content: [2])
            try await fixture.hurry()
            let second = try await turn(host, fixture, "2") { $0.places.map(\.state) == [.pinned, .pending, .pinned] }
            #expect(second.places[1].problem != nil)
        }
    }

    @Test(
        "A host that ends after a service took the bytes and before it is noted does it again without harm",
        arguments: [Way.kubo, .pinata, .legacy, .folder])
    func halfway(_ way: Way) async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(environment(way, fixture))
            let content = Self.bytes(700)
            let cid = try await host.pin(tenant: fixture.north, key: "1", content: content)
            await host.turn()
            // As it was before the end was noted: begun, and nothing known.
            _ = try await fixture.database.host.execute([
                (TenantContext.statement, TenantContext(tenantId: "operator", key: .operator).parameters),
                ("UPDATE app.pin_places SET state = 'pending', is_open = true, provider_id = NULL, next_at = now()", []),
                ("UPDATE app.pin_providers SET lease_until = '-infinity'", []),
            ])
            let next = try fixture.host(environment(way, fixture), name: "two")
            await next.turn()
            #expect(try await next.report(tenant: fixture.north, key: "1")?.state == .pinned)
            if let peer = peer(way, fixture) {
                #expect(peer.puts == 1 && peer.pinned == ["\(cid)"] && peer.pinCount == 1)
            } else {
                #expect(fixture.file(cid) == content)
            }
            // And one that is taken back before anything was noted is looked for there.
            _ = try await fixture.database.host.execute([
                (TenantContext.statement, TenantContext(tenantId: "operator", key: .operator).parameters),
                ("UPDATE app.pin_places SET state = 'pending', is_open = true, provider_id = NULL, next_at = now()", []),
            ])
            try await next.unpin(tenant: fixture.north, key: "1")
            await next.turn()
            #expect(try await next.report(tenant: fixture.north, key: "1")?.state == .removed)
            #expect(fixture.peers.values.allSatisfy { $0.pinned.isEmpty } && fixture.file(cid) == nil)
        }
    }

    @Test("Two hosts at once hand everything over once") func twoHosts() async throws {
        try await PinFixture.with { fixture in
            let hosts = try ["one", "two", "three"].map { try fixture.host(fixture.environment(.kubo, .pinata, folder: true), name: $0) }
            for number in 0..<40 {
                _ = try await hosts[number % 3].pin(
                    tenant: number % 2 == 0 ? fixture.north : fixture.south, key: "\(number)", content: Self.bytes(50, UInt64(number)))
            }
            for _ in 0..<6 { await withTaskGroup { group in for host in hosts { group.addTask { await host.turn() } } } }
            for number in 0..<40 {
                let report = try await hosts[0].report(tenant: number % 2 == 0 ? fixture.north : fixture.south, key: "\(number)")
                #expect(report.map(isEverywhere) == true, "\(number): \(String(describing: report))")
            }
            #expect(fixture.peer(.pinata).pinCount == 40 && fixture.peer(.kubo).pinCount == 40)
        }
    }

    @Test("The same bytes of two tenants stay until neither wants them") func shared() async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(.kubo, .pinata, folder: true))
            let cid = try await host.pin(tenant: fixture.north, key: "1", content: [1, 2, 3])
            _ = try await host.pin(tenant: fixture.south, key: "9", content: [1, 2, 3])
            await host.turn()
            try await host.unpin(tenant: fixture.north, key: "1")
            await host.turn()
            #expect(try await host.report(tenant: fixture.north, key: "1")?.state == .removed)
            #expect(
                fixture.peer(.kubo).pinned == ["\(cid)"] && fixture.peer(.pinata).pinned == ["\(cid)"] && fixture.file(cid) == [1, 2, 3])
            try await host.unpin(tenant: fixture.south, key: "9")
            await host.turn()
            #expect(fixture.peer(.kubo).pinned.isEmpty && fixture.peer(.pinata).pinned.isEmpty && fixture.file(cid) == nil)
        }
    }

    @Test("What a service holds under several entries is unpinned in all of them") func twice() async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(.kubo, .service))
            let cid = try await host.pin(tenant: fixture.north, key: "1", content: Self.bytes(500))
            _ = try await turn(host, fixture, "1") { $0.places.allSatisfy { $0.state == .pinned } }
            // As when its answer was lost and it was asked again.
            for number in 1...3 { fixture.peer(.service).pin("\(cid)", id: "again-\(number)") }
            try await host.unpin(tenant: fixture.north, key: "1")
            _ = try await turn(host, fixture, "1") { $0.state == .removed }
            #expect(fixture.peer(.service).pinned.isEmpty)
        }
    }

    @Test("Switched off, identifiers are told and nothing goes out; switched on, it does") func disabled() async throws {
        try await PinFixture.with { fixture in
            let off = try fixture.host(fixture.environment(.kubo, .pinata).merging(["BLOCKCHAIN_DISABLE_IPFS": "1"]) { $1 })
            let cid = try await off.pin(tenant: fixture.north, key: "1", content: [1])
            await off.turn()
            #expect(try await off.report(tenant: fixture.north, key: "1")?.state == .pending)
            #expect(fixture.peers.values.allSatisfy { $0.asked.isEmpty })
            #expect(try await off.store.overview().unplaced == 1)
            let on = try fixture.host(fixture.environment(.kubo, .pinata))
            await on.turn()
            #expect(try await on.report(tenant: fixture.north, key: "1").map(isEverywhere) == true)
            #expect(fixture.peer(.kubo).pinned == ["\(cid)"])
        }
    }

    @Test("A provider that is named later gets what the others have") func later() async throws {
        try await PinFixture.with { fixture in
            let first = try fixture.host(fixture.environment(.kubo))
            _ = try await first.pin(tenant: fixture.north, key: "1", content: [1])
            await first.turn()
            let second = try fixture.host(fixture.environment(.kubo, folder: true), name: "two")
            await second.turn()
            let report = try await second.report(tenant: fixture.north, key: "1")
            #expect(report?.places.map(\.provider) == ["folder", "kubo"] && report.map(isEverywhere) == true)
        }
    }

    @Test("Neither a minute's requests nor a month's bytes are passed") func budgets() async throws {
        try await PinFixture.with { fixture in
            let limits = ["PINNING_REQUESTS_PER_MINUTE": "3", "PINNING_MB_PER_MONTH": "1"]
            let host = try fixture.host(fixture.environment(.pinata).merging(limits) { $1 })
            for number in 0..<5 { _ = try await host.pin(tenant: fixture.north, key: "\(number)", content: [UInt8(number)]) }
            await host.turn()
            #expect(fixture.peer(.pinata).asked.count == 3)
            let waiting = try await host.report(tenant: fixture.north, key: "3")
            #expect(waiting?.state == .pending && waiting?.places.first?.problem?.contains("minute") == true)

            let generous = try fixture.host(
                fixture.environment(.pinata).merging(["PINNING_MB_PER_MONTH": "1", "PINNING_REQUESTS_PER_MINUTE": "900"]) { $1 },
                name: "two")
            _ = try await fixture.database.host.query("UPDATE app.pin_providers SET lease_until = '-infinity'")
            for key in ["a", "b", "c"] {
                _ = try await generous.pin(tenant: fixture.south, key: key, content: Self.bytes(450_000, UInt64(key.utf8.first!)))
            }
            for _ in 0..<4 {
                await generous.turn()
                try await fixture.hurry()
            }
            let reports = try await [
                generous.report(tenant: fixture.south, key: "a"), generous.report(tenant: fixture.south, key: "b"),
                generous.report(tenant: fixture.south, key: "c"),
            ]
            #expect(reports.count { $0?.state == .pinned } == 2)
            #expect(reports.compactMap { $0?.places.first?.problem }.contains { $0.contains("PINNING_MB_PER_MONTH") })
            // Taking back costs no bytes.
            try await generous.unpin(tenant: fixture.south, key: "a")
            await generous.turn()
            #expect(try await generous.report(tenant: fixture.south, key: "a")?.state == .removed)
        }
    }

    @Test("A tenant with many does not keep others waiting; what a tenant that is gone has left is unpinned") func turns() async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(.kubo))
            for number in 0..<60 { _ = try await host.pin(tenant: fixture.north, key: "\(number)", content: [1, UInt8(number)]) }
            _ = try await host.pin(tenant: fixture.south, key: "1", content: [2])
            await host.turn()
            #expect(try await host.report(tenant: fixture.south, key: "1")?.state == .pinned)
            #expect(fixture.peer(.kubo).pinCount == 20)
            _ = try await fixture.database.host.query("DELETE FROM app.tenants WHERE id = 'south'")
            let next = try fixture.host(fixture.environment(.kubo), name: "two")
            _ = try await fixture.database.host.query("UPDATE app.pin_providers SET lease_until = '-infinity'")
            await next.turn()
            #expect(!fixture.peer(.kubo).pinned.contains("\(CID.file([2]))"))
        }
    }

    @Test("Keys and bytes that cannot be are refused") func refusals() async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(.kubo))
            for (key, content) in [("", [1]), (String(repeating: "x", count: 201), [1]), ("a\0b", [1]), ("1", [])] as [(String, [UInt8])] {
                await #expect(throws: PinRefusal.self) { try await host.pin(tenant: fixture.north, key: key, content: content) }
            }
            _ = try await host.pin(tenant: fixture.north, key: "1", content: [1])
            _ = try await host.pin(tenant: fixture.north, key: "1", content: [1])
            do throws(PinRefusal) {
                _ = try await host.pin(tenant: fixture.north, key: "1", content: [2])
                Issue.record("taken")
            } catch { #expect(error.code == .keyTaken) }
            #expect(try await host.report(tenant: fixture.north, key: "2") == nil)
            try await host.unpin(tenant: fixture.north, key: "2")
        }
    }
}
