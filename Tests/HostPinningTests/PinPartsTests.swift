import Ethereum
import Foundation
import HostEgress
import TestSupport
import Testing

@testable import HostPinning

@Suite("What is sent to pinning services, and what they answer") struct PinPartsTests {
    @Test("A form carries its file as it is, whatever is in it") func multipart() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<300 {
            var file = (0..<Int.random(in: 0...2_000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            let boundary = "line\(UInt32.random(in: .min ... .max, using: &random))"
            // Also with what would end it in the middle.
            if Bool.random(using: &random) { file.insert(contentsOf: Array("\r\n--\(boundary)--\r\n".utf8), at: file.count / 2) }
            let form = MultipartBody(fields: [(name: "network", value: "public")], fileName: "a\"b\r\nc", file: file, boundary: boundary)
            let mark = Array("--\(form.contentType.dropFirst("multipart/form-data; boundary=".count))".utf8)
            let data = Data(form.bytes)
            #expect(data.starts(with: mark) && data.suffix(mark.count + 4) == Data(mark) + Data("--\r\n".utf8), "seed \(seed)")
            let head = data.range(of: Data("application/octet-stream\r\n\r\n".utf8))
            let end = data.count - mark.count - 6
            #expect(head.map { Array(data[$0.upperBound..<end]) } == file, "seed \(seed)")
            #expect(String(decoding: form.bytes.prefix(600), as: UTF8.self).contains(#"filename="a%22b%0D%0Ac""#), "seed \(seed)")
        }
    }

    @Test("An object is one block up to 256 KiB and a file of them beyond, and its file of blocks leads back to it") func objects() throws {
        for count in [1, 100, 262_144, 262_145, 1_048_576, 1_500_000] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let object = PinObject(bytes)
            #expect(object.cid.codec == (count <= 262_144 ? .raw : .dagPB) && object.isSafeAsFile == (count <= 262_144))
            let car = try #require(CarReader(object.car))
            #expect(car.root == object.cid && car.content == bytes, "\(count) bytes")
            #expect(car.blocks.values.allSatisfy { $0.count <= 262_144 })
            #expect(PinObject(bytes, cid: object.cid) == object && PinObject(bytes + [0], cid: object.cid) == nil)
        }
        let manifest = PinObject(block: [UInt8](repeating: 7, count: 600_000))
        #expect(manifest.cid.codec == .raw && !manifest.isSafeAsFile && CarReader(manifest.car)?.root == manifest.cid)
    }

    @Test("Versions 0 and 1 of one identifier are equal for nodes alone") func identifiers() {
        let node = CID(hashing: [1], as: .dagPB)
        let raw = CID(hashing: [1], as: .raw)
        #expect(PinnedThing(cid: "\(node.v0!)").isSame(as: node) && PinnedThing(cid: "\(node)").isSame(as: node))
        #expect(!PinnedThing(cid: "\(node.v0!)").isSame(as: raw) && !PinnedThing(cid: "\(node)").isSame(as: raw))
        #expect(!PinnedThing(cid: "").isSame(as: raw) && !PinnedThing(cid: "\(raw)x").isSame(as: raw))
    }

    @Test("A reason is found wherever a service puts it, and is never more than a line") func reasons() {
        func reason(_ text: String) -> String? { LooseJSON(Array(text.utf8)).reason }
        #expect(reason(#"{"error":{"reason":"NO","details":"because"}}"#) == "NO: because")
        #expect(reason(#"{"error":"text"}"#) == "text")
        #expect(reason(#"{"Message":"path is not pinned","Code":0}"#) == "path is not pinned")
        #expect(reason(#"{"error":{"code":400}}"#) == nil && reason("<html>") == nil && reason("") == nil && reason("[1,2]") == nil)
        let long = reason("{\"error\":\"\(String(repeating: "x", count: 900))\\n\\u001b[31m\"}")
        #expect(long?.count == 200 && long?.contains("\u{1b}") == false)
    }

    @Test("Random answers never trap and never pass for success") func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let whole = Array(#"{"data":{"id":"i","cid":"bafk","files":[{"id":"1"}]},"error":{"reason":"a"},"Keys":{"b":{"Type":"c"}}}"#.utf8)
        for _ in 0..<5_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            let json = LooseJSON(bytes)
            #expect((json.reason?.unicodeScalars.count ?? 0) <= 200, "seed \(seed)")
            _ = LooseJSON.lines(bytes)
            for status in [0, 100, 199, 301, 400, 401, 402, 404, 409, 422, 429, 500, 599, 999] {
                let fault = PinFault(
                    status: status, headers: [HTTPHeader("Retry-After", String(decoding: bytes.prefix(9), as: UTF8.self))], body: bytes,
                    asked: "x", nowSeconds: 1_700_000_000)
                #expect((1...3_600).contains(fault.retryAfterSeconds ?? 1), "seed \(seed)")
            }
        }
    }

    @Test(
        "A status decides what is done, whatever the words are",
        arguments: [
            (400, PinFault.Code.refused), (401, .denied), (402, .full), (403, .denied), (404, .denied), (408, .limited), (409, .full),
            (413, .refused), (422, .refused), (429, .limited), (301, .denied), (500, .unreachable), (502, .unreachable),
            (503, .unreachable),
        ])
    func statuses(status: Int, code: PinFault.Code) {
        #expect(PinFault(status: status, headers: [], body: Array("{}".utf8), asked: "x", nowSeconds: 0).code == code)
    }

    @Test("A limit ends when the service says") func limits() {
        func pause(_ name: String, _ value: String) -> Int? { PinFault.pause([HTTPHeader(name, value)], nowSeconds: 1_000) }
        #expect(pause("X-RateLimit-Reset", "1042") == 42 && pause("x-ratelimit-reset", "900") == 1)
        #expect(pause("Retry-After", "7") == 7 && pause("Retry-After", "999999") == 3_600 && pause("Retry-After", "0") == 1)
        #expect(pause("Retry-After", "soon") == nil && pause("Retry-After", "99999999999999999999999") == nil && pause("Other", "7") == nil)
    }

    @Test("A failure is tried again ever later, a refusal never, and what an operator has to see to is an alarm") func verdicts() {
        for code in PinFault.Code.allCases {
            var last = 0
            for attempts in 1...40 {
                let verdict = PinRules.verdict(PinFault(code, ""), attempts: attempts, failures: attempts, spread: 0.5)
                #expect((verdict.retrySeconds == nil) == (code == .refused))
                if let seconds = verdict.retrySeconds {
                    #expect(seconds >= last && (5...3_600).contains(seconds), "\(code) \(attempts)")
                    last = seconds
                }
                #expect((0...3_600).contains(verdict.restSeconds))
                if [.denied, .full, .refused, .otherContent].contains(code) { #expect(verdict.isAlarm) }
            }
        }
        let told = PinRules.verdict(PinFault(.limited, "", retryAfterSeconds: 42), attempts: 1, failures: 1, spread: 0)
        #expect(told.retrySeconds == 42 && told.restSeconds == 42 && !told.isAlarm)
    }

    @Test("No minute has more requests than are allowed") func pace() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<50 {
            let limit = Int.random(in: 1...20, using: &random)
            let pace = PinPace(perMinute: limit)
            var (now, taken) = (UInt64.random(in: 0...1_000_000_000_000, using: &random), [UInt64]())
            for _ in 0..<200 {
                now += UInt64.random(in: 0...9_000_000_000, using: &random)
                if let seconds = pace.take(nowNanos: now) {
                    #expect((1...61).contains(seconds), "seed \(seed)")
                } else {
                    taken.append(now)
                }
                #expect(taken.count { now < 60_000_000_000 || $0 > now - 60_000_000_000 } <= limit, "seed \(seed)")
            }
        }
        #expect((0..<1_000).allSatisfy { _ in PinPace(perMinute: nil).take(nowNanos: 0) == nil })
    }

    @Test("A month's budget is never passed") func budget() {
        #expect(PinRules.fits(10, used: 90, limit: 100) && !PinRules.fits(11, used: 90, limit: 100))
        #expect(!PinRules.fits(.max, used: 1, limit: .max))
    }

    @Test("Settings are taken or refused with a reason, and a token goes nowhere in clear text") func settings() throws {
        func read(_ values: [String: String]) throws -> PinningSettings? { try PinningSettings { values[$0] } }
        #expect(try read([:]) == nil && (try read(["BLOCKCHAIN_DISABLE_IPFS": "0"])) == nil)
        #expect(try read(["BLOCKCHAIN_DISABLE_IPFS": "1"])?.isDisabled == true)
        let standard = try #require(try read(["PINATA_JWT": "t"]))
        #expect(standard.pinata?.api == .v3 && "\(standard.pinata!.uploads)" == "https://uploads.pinata.cloud:443" && !standard.isDisabled)
        #expect(standard.requestsPerMinute == 30 && standard.bytesPerMonth == 500_000_000)
        for wrong in [
            ["PINNING_FOLDER": "relative"], ["KUBO_RPC": "http://192.0.2.1:5001"], ["KUBO_RPC": "http://10.1.2.3:5001"],
            ["KUBO_RPC": "nonsense"],
            ["PINATA_JWT": "t", "PINATA_API": "v4"], ["PINATA_JWT": "two words"],
            ["PINATA_JWT": "t", "PINATA_API_URL": "http://api.example.org"],
            ["PINNING_SERVICE_URL": "https://pin.example.org"], ["BLOCKCHAIN_DISABLE_IPFS": "perhaps"],
            ["PINNING_FOLDER": "/x", "PINNING_CHECK_DAYS": "-1"], ["PINNING_FOLDER": "/x", "PINNING_MB_PER_MONTH": "0"],
            ["PINNING_FOLDER": "/x", "PINNING_REQUESTS_PER_MINUTE": "many"],
            ["KUBO_RPC": "http://127.0.0.1:5001/?key=1"],
        ] {
            #expect(throws: PinningSettingsError.self, "\(wrong)") { try read(wrong) }
        }
        #expect(throws: PinningSettingsError("PINATA_JWT: no token: it has letters that a header cannot carry, or too many")) {
            try read(["PINATA_JWT": "se\ncret"])
        }
    }
}
