import Foundation
import Testing

@testable import MinerSimulator

@Suite("Captured replies")
struct CapturedRepliesTests {
    @Test("Every model's replies are the captures, byte for byte", arguments: Fixture.models)
    func exact(_ fixture: Fixture) throws {
        let model = try #require(MinerModel.all.first { $0.name == fixture.model })
        let files = try fixture.files()
        #expect(Set(model.replies.map(\.command)) == Set(files.keys))
        for reply in model.replies {
            #expect(Array(reply.bytes) == files[reply.command], "\(fixture.folder)/\(reply.command)")
            var rendered: [UInt8] = []
            DriftTemplate(reply.bytes).render(nil, into: &rendered)
            #expect(rendered == files[reply.command])
        }
    }

    @Test("Every model is compared")
    func complete() {
        #expect(Set(Fixture.models.map(\.model)) == Set(MinerModel.all.map(\.name)))
    }

    @Test("Wire quirks are the captures, NUL and all")
    func quirks() throws {
        let files = try Fixture(model: "", folder: "wire_quirks").files()
        #expect(Set(DeviceBehaviour.quirkNames) == Set(files.keys))
        for quirk in Captures.wireQuirks {
            #expect(Array(quirk.bytes) + (quirk.endsWithNUL ? [0] : []) == files[quirk.command], "\(quirk.command)")
        }
    }

    @Test("With drift, only the marked numbers change, and they keep their decimals", arguments: Fixture.models)
    func driftingNumbersOnly(_ fixture: Fixture) throws {
        let model = try #require(MinerModel.all.first { $0.name == fixture.model })
        let readings = DriftReadings(seed: .random(in: 0...UInt64.max), unixSeconds: 1_800_000_000, runSeconds: 5_000)
        for reply in model.replies {
            let template = DriftTemplate(reply.bytes)
            var rendered: [UInt8] = []
            template.render(readings, into: &rendered)
            let parts = Fixture.withoutNumbers(Array(reply.bytes), template.tokens)
            var rest = rendered[...]
            for (number, part) in parts.enumerated() {
                #expect(rest.starts(with: part), "\(fixture.folder)/\(reply.command) part \(number)")
                rest = rest.dropFirst(part.count)
                guard number < template.tokens.count else { break }
                let text = rest.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
                rest = rest.dropFirst(text.count)
                let decimals = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
                #expect(decimals == template.tokens[number].decimals, "\(fixture.folder)/\(reply.command) number \(number)")
            }
            #expect(rest.isEmpty)
        }
    }

    @Test("What was valid JSON stays valid JSON when it drifts, and the clock and run time advance")
    func drift() throws {
        let model = try #require(MinerModel.all.first { $0.name == "whatsminer-m30s" })
        let summary = DriftTemplate(try #require(model.replies.first { $0.command == "summary" }).bytes)
        func read(_ seconds: Double) throws -> [String: Any] {
            var output: [UInt8] = []
            summary.render(DriftReadings(seed: 7, unixSeconds: 1_800_000_000 + seconds, runSeconds: seconds), into: &output)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(output)) as? [String: Any])
            #expect(((object["STATUS"] as? [[String: Any]])?[0]["When"] as? Int) == 1_800_000_000 + Int(seconds))
            return try #require((object["SUMMARY"] as? [[String: Any]])?[0])
        }
        let before = try read(0)
        let after = try read(600)
        #expect(before["Elapsed"] as? Int == 29_600 && after["Elapsed"] as? Int == 30_200)
        #expect(before["Uptime"] as? Int == 43_805 && after["Uptime"] as? Int == 44_405)
        #expect(before["MHS 5s"] as? Double != after["MHS 5s"] as? Double)
        let rate = try #require(after["MHS av"] as? Double)
        #expect((80_000_000...92_000_000).contains(rate))
        let power = try #require(after["Power"] as? Int)
        #expect((3_000...3_500).contains(power))
        #expect(after["Target MHS"] as? Int == 85_829_328)
        #expect(after["Factory GHS"] as? Int == 86_472)
        #expect(after["Power Limit"] as? Int == 3_600)
    }

    @Test("The same seed and time give the same reply; another device's differ")
    func deterministic() throws {
        let reply = try #require(MinerModel.all[0].replies.first { $0.command == "summary" })
        func render(_ seed: UInt64) -> [UInt8] {
            var output: [UInt8] = []
            DriftTemplate(reply.bytes).render(DriftReadings(seed: seed, unixSeconds: 1_800_000_000, runSeconds: 77), into: &output)
            return output
        }
        #expect(render(1) == render(1))
        #expect(render(1) != render(2))
    }

    @Test("Decimals are written plainly")
    func decimals() {
        func text(_ value: Double, _ decimals: Int) -> String {
            var output: [UInt8] = []
            DecimalText.append(value, decimals: decimals, to: &output)
            return String(decoding: output, as: UTF8.self)
        }
        #expect(text(0.999, 2) == "1.00")
        #expect(text(1234.5, 0) == "1235")
        #expect(text(-3276.8, 1) == "-3276.8")
        #expect(text(0.05, 4) == "0.0500")
        #expect(text(12.5, 12) == "12.500000000000")
        #expect(text(.nan, 1) == "0.0")
    }

    @Test("Scanning any bytes ends, and every token is a number inside them")
    func fuzz() {
        let seed = UInt64.random(in: 0...UInt64.max)
        let alphabet = Array("\"\"\"\\:,{}[]0123456789.-eE GHS 5sTempWhen".utf8)
        for round in 0..<500 {
            let bytes = (0..<200).map { alphabet[Int(DriftNoise.hash(seed &+ UInt64(round), UInt64($0)) % UInt64(alphabet.count))] }
            bytes.withUnsafeBufferPointer { buffer in
                var end = 0
                for token in DriftScanner.tokens(in: buffer) {
                    #expect(token.offset >= end && token.count > 0 && token.offset + token.count <= bytes.count, "seed \(seed)")
                    end = token.offset + token.count
                    #expect(Double(String(decoding: bytes[token.offset..<end], as: UTF8.self)) == token.base, "seed \(seed)")
                }
                _ = TextForm.text(fromJSON: bytes)
                _ = ReplyBook.section("5", of: buffer)
                _ = CommandRequest(bytes, acceptsShortKey: true)
            }
        }
    }
}
