import Ethereum
import Foundation
import HostData
import TestSupport
import Testing

@testable import HostPinning

@Suite("Pins that are looked for", .serialized, .timeLimit(.minutes(5)))
struct PinCheckTests {
    private static let kinds: [PinningPeer.Kind?] = [.kubo, .pinata, .legacy, .service, nil]
    private static let content = [UInt8](repeating: 7, count: 900)

    private func environment(_ kind: PinningPeer.Kind?, _ fixture: PinFixture) -> [String: String] {
        switch kind {
        case .service?: fixture.environment(.kubo, .service)
        case let kind?: fixture.environment(kind)
        case nil: fixture.environment(folder: true)
        }
    }

    /// Which provider of a host's is meant.
    private func name(_ kind: PinningPeer.Kind?) -> PinProviderName {
        switch kind {
        case .kubo?: .kubo
        case .pinata?, .legacy?: .pinata
        case .service?: .service
        case nil: .folder
        }
    }

    /// Turns until all places have all that is wanted.
    private func settle(_ host: Pinner, _ fixture: PinFixture, _ keys: [String] = ["1"]) async throws {
        for _ in 0..<40 {
            await host.turn()
            var isEverywhere = true
            for key in keys {
                let report = try await host.report(tenant: fixture.north, key: key)
                if report?.places.allSatisfy({ $0.state == .pinned }) != true { isEverywhere = false }
            }
            if isEverywhere { return }
            try await fixture.hurry()
        }
        throw Devnet.Problem(message: "not pinned everywhere")
    }

    private func overview(_ host: Pinner, _ provider: PinProviderName) async throws -> PinOverview {
        try #require(try await host.store.overview().providers.first { $0.provider == provider.rawValue })
    }

    @Test("What is there still is noted, what is gone is handed over again and told of, by each protocol", arguments: kinds)
    func lost(_ kind: PinningPeer.Kind?) async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(environment(kind, fixture))
            let provider = name(kind)
            let cid = try await host.pin(tenant: fixture.north, key: "1", content: Self.content)
            try await settle(host, fixture)
            // Young pins are looked for by nobody.
            let asked = kind.map { fixture.peer($0).asked.count }
            await host.turn()
            #expect(kind.map { fixture.peer($0).asked.count } == asked && host.figures[provider]?.checked == 0)

            try await fixture.age(days: 31)
            await host.turn()
            #expect(host.figures[provider]?.checked == 1 && host.figures[provider]?.trouble == nil)
            // Once, not at each turn.
            await host.turn()
            #expect(host.figures[provider]?.checked == 1)

            try await fixture.age(days: 31)
            if let kind {
                fixture.peer(kind).loseAll()
            } else {
                try FileManager.default.removeItem(atPath: "\(fixture.folder)/\(cid)")
            }
            await host.turn()
            #expect(host.figures[provider]?.lost == 1 && host.figures[provider]?.trouble?.contains("\(cid)") == true)
            let report = try #require(try await host.report(tenant: fixture.north, key: "1"))
            let place = try #require(report.places.first { $0.provider == provider.rawValue })
            #expect(place.state == .pending && place.problem?.contains("handed over again") == true, "\(place)")
            try await settle(host, fixture)
            if let kind { #expect(fixture.peer(kind).pinned == ["\(cid)"]) } else { #expect(fixture.file(cid) == Self.content) }
            #expect(host.figures[provider]?.trouble == nil)
            let found = try await overview(host, provider)
            #expect(found.day == PinTally(pinned: 2, failed: 0, checked: 1, lost: 1) && found.week == found.day, "\(found)")
            #expect(found.pinned == 1 && (found.uncheckedSeconds ?? .infinity) < 3_600)
        }
    }

    @Test("A file whose bytes are others than its name says is written again") func changed() async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(folder: true))
            let cid = try await host.pin(tenant: fixture.north, key: "1", content: Self.content)
            try await settle(host, fixture)
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: "\(fixture.folder)/\(cid)"))
            try await fixture.age(days: 31)
            await host.turn()
            #expect(host.figures[.folder]?.lost == 1 && host.figures[.folder]?.trouble?.contains("other bytes") == true)
            try await settle(host, fixture)
            #expect(fixture.file(cid) == Self.content)
        }
    }

    @Test("A provider that cannot be asked has lost nothing: it is left alone, and asked again later") func unreachable() async throws {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(.pinata))
            _ = try await host.pin(tenant: fixture.north, key: "1", content: Self.content)
            try await settle(host, fixture)
            try await fixture.age(days: 31)
            fixture.peer(.pinata).faultLooks(.status(503))
            await host.turn()
            let report = try #require(try await host.report(tenant: fixture.north, key: "1"))
            #expect(report.state == .pinned && report.places.allSatisfy { $0.problem == nil }, "\(report)")
            #expect(host.figures[.pinata]?.lost == 0 && host.figures[.pinata]?.failures[.unreachable] == 1)
            let asked = fixture.peer(.pinata).asked.count
            await host.turn()
            #expect(fixture.peer(.pinata).asked.count == asked)
            try await fixture.age(days: 0)
            await host.turn()
            #expect(host.figures[.pinata]?.checked == 1 && fixture.peer(.pinata).puts == 1)
        }
    }

    @Test("The pins that were not looked for the longest come first, and a service outside is asked for one at a time") func pace()
        async throws
    {
        try await PinFixture.with { fixture in
            let host = try fixture.host(fixture.environment(.pinata))
            var cids: [String] = []
            for key in ["1", "2", "3"] {
                cids.append("\(try await host.pin(tenant: fixture.north, key: key, content: Array(key.utf8)))")
                try await settle(host, fixture, [key])
                try await fixture.age(days: 1)
            }
            try await fixture.age(days: 31)
            let before = fixture.peer(.pinata).asked.count
            for turn in 1...4 {
                await host.turn()
                #expect(host.figures[.pinata]?.checked == UInt64(min(turn, 3)))
            }
            let asked = fixture.peer(.pinata).asked.dropFirst(before)
            #expect(asked.count == 3 && zip(asked, cids).allSatisfy { $0.contains($1) }, "\(asked)")
        }
    }

    @Test("Nobody looks for pins where the operator wants none of it, nor for what is not wanted any more") func off() async throws {
        try await PinFixture.with { fixture in
            var values = fixture.environment(.kubo)
            values["PINNING_CHECK_DAYS"] = "0"
            let host = try fixture.host(values)
            _ = try await host.pin(tenant: fixture.north, key: "1", content: Self.content)
            try await settle(host, fixture)
            try await fixture.age(days: 4_000)
            await host.turn()
            #expect(host.figures[.kubo]?.checked == 0)
            try await host.unpin(tenant: fixture.north, key: "1")
            let other = try fixture.host(fixture.environment(.kubo))
            await host.turn()
            await host.turn()
            await other.turn()
            #expect(other.figures[.kubo]?.checked ?? 0 == 0 && other.figures[.kubo]?.lost ?? 0 == 0)
        }
    }
}
