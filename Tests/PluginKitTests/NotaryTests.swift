import PluginABI
import Testing

@testable import PluginKit

@Suite("The notary as a plugin sees it", .timeLimit(.minutes(5)))
struct NotaryTests {
    private let host = ScriptedHost()
    private var notary: Notary { Notary(host: HostHandle(host: host.pointer, api: host.api.pointee)) }
    private let word = [UInt8](repeating: 7, count: 32)

    private func script(_ state: Int, integers: [Int: Int64] = [:], bytes: [Int: [UInt8]] = [:]) throws {
        var writer = MessageWriter(kind: 0, fieldCapacity: 16)
        writer.integer(Int(HI_NOTARY_ANSWER_STATE), Int64(state))
        for (field, value) in integers { writer.integer(field, value) }
        for (field, value) in bytes { writer.data(field, value) }
        host.script(.later(try writer.finish()))
    }

    private var integers: [Int: Int64] {
        [
            Int(HI_NOTARY_ANSWER_INDEX): 5, Int(HI_NOTARY_ANSWER_SIZE): 8, Int(HI_NOTARY_ANSWER_SEQUENCE): 2,
            Int(HI_NOTARY_ANSWER_CHAIN): 84_532, Int(HI_NOTARY_ANSWER_BLOCK): 41,
        ]
    }

    private var bytes: [Int: [UInt8]] {
        var all: [Int: [UInt8]] = [Int(HI_NOTARY_ANSWER_PATH): word + word + word]
        for field in [
            HI_NOTARY_ANSWER_LEAF, HI_NOTARY_ANSWER_ROOT, HI_NOTARY_ANSWER_STREAM, HI_NOTARY_ANSWER_PREVIOUS_LINK,
            HI_NOTARY_ANSWER_MANIFEST, HI_NOTARY_ANSWER_TRANSACTION, HI_NOTARY_ANSWER_BLOCK_HASH,
        ] {
            all[Int(field)] = word
        }
        for field in [HI_NOTARY_ANSWER_CONTRACT, HI_NOTARY_ANSWER_NOTARY] { all[Int(field)] = [UInt8](repeating: 9, count: 20) }
        return all
    }

    @Test("A leaf is sent with its key") func submit() async throws {
        host.script(.later(try MessageWriter(kind: 0, fieldCapacity: 1).finish()))
        try await notary.submit(key: "interval/7", leaf: word)
        let sent = try #require(host.state.withLock { $0.batches.last })
        try sent.reading { buffer throws(PluginError) in
            let reader = try MessageReader(buffer)
            let leaf = reader.first(Int(HI_NOTARY_LEAF), Int(HI_FIELD_BYTES)).map { [UInt8](reader.data($0)) }
            let key = reader.first(Int(HI_NOTARY_KEY), Int(HI_FIELD_TEXT)).map { String(decoding: reader.data($0), as: UTF8.self) }
            #expect(leaf == word && key == "interval/7")
        }
    }

    @Test("A receipt has what its state has") func receipts() async throws {
        try script(HI_NOTARY_UNKNOWN)
        #expect(try await notary.receipt(key: "1") == nil)
        try script(HI_NOTARY_WAITING, bytes: [Int(HI_NOTARY_ANSWER_LEAF): word])
        let waiting = try #require(try await notary.receipt(key: "1"))
        #expect(waiting.state == .waiting && waiting.leaf == word && waiting.interval == nil)
        try script(HI_NOTARY_SENT, integers: integers, bytes: bytes)
        let sent = try #require(try await notary.receipt(key: "1")?.interval)
        #expect(sent.index == 5 && sent.size == 8 && sent.path.count == 96 && sent.sequence == 2 && sent.inclusion == nil)
        try script(HI_NOTARY_FINALIZED, integers: integers, bytes: bytes)
        let final = try #require(try await notary.receipt(key: "1"))
        #expect(final.state == .finalized && final.interval?.inclusion?.block == 41 && final.interval?.chainID == 84_532)
        #expect(final.interval?.inclusion?.transaction == word && final.interval?.contract.count == 20)
    }

    @Test("An answer that lacks what its state has is refused") func incomplete() async throws {
        for missing in bytes.keys {
            try script(HI_NOTARY_FINALIZED, integers: integers, bytes: bytes.filter { $0.key != missing })
            await #expect(throws: PluginError.self, "field \(missing)") { try await notary.receipt(key: "1") }
        }
        for missing in integers.keys {
            try script(HI_NOTARY_FINALIZED, integers: integers.filter { $0.key != missing }, bytes: bytes)
            await #expect(throws: PluginError.self, "field \(missing)") { try await notary.receipt(key: "1") }
        }
        try script(9, integers: integers, bytes: bytes)
        await #expect(throws: PluginError.self) { try await notary.receipt(key: "1") }
    }

    @Test("Without the service every use is denied, and says what the manifest lacks") func denied() async {
        let bare = ScriptedHost(granted: [])
        do throws(PluginError) {
            try await Notary(host: HostHandle(host: bare.pointer, api: bare.api.pointee)).submit(key: "1", leaf: word)
            Issue.record("it was not denied")
        } catch {
            #expect(error.code == .denied && error.message.contains(HI_NOTARY_1))
        }
    }

    @Test("A pin is read with all its places, and one that lacks something is refused") func pins() async throws {
        func script(_ state: Int, _ fields: (inout MessageWriter) -> Void) throws {
            var writer = MessageWriter(kind: 0, fieldCapacity: 16)
            writer.integer(Int(HI_PIN_ANSWER_STATE), Int64(state))
            fields(&writer)
            host.script(.later(try writer.finish()))
        }
        try script(HI_PIN_UNKNOWN) { _ in }
        #expect(try await notary.pinned(key: "1") == nil)
        try script(HI_PIN_PENDING) { $0.text(Int(HI_PIN_ANSWER_CID), "bafk") }
        #expect(try await notary.pin(key: "1", content: [1, 2]) == "bafk")
        let sent = try #require(host.state.withLock { $0.batches.last })
        try sent.reading { buffer throws(PluginError) in
            let reader = try MessageReader(buffer)
            #expect(reader.first(Int(HI_NOTARY_CONTENT), Int(HI_FIELD_BYTES)).map { [UInt8](reader.data($0)) } == [1, 2])
        }
        try script(HI_PIN_PINNED) { writer in
            writer.text(Int(HI_PIN_ANSWER_CID), "bafk")
            for (name, state, problem) in [("folder", HI_PIN_PINNED, ""), ("kubo", HI_PIN_PENDING, "away")] {
                writer.text(Int(HI_PIN_ANSWER_PROVIDER), name)
                writer.integer(Int(HI_PIN_ANSWER_PROVIDER_STATE), Int64(state))
                writer.text(Int(HI_PIN_ANSWER_PROBLEM), problem)
            }
        }
        let pin = try #require(try await notary.pinned(key: "1"))
        #expect(pin.state == .pinned && pin.cid == "bafk" && pin.places.map(\.provider) == ["folder", "kubo"])
        #expect(pin.places.map(\.state) == [.pinned, .pending] && pin.places.map(\.problem) == [nil, "away"])
        try script(HI_PIN_PINNED) { _ in }
        await #expect(throws: PluginError.self) { try await notary.pinned(key: "1") }
        try script(HI_PIN_PINNED) { writer in
            writer.text(Int(HI_PIN_ANSWER_CID), "bafk")
            writer.text(Int(HI_PIN_ANSWER_PROVIDER), "folder")
        }
        await #expect(throws: PluginError.self) { try await notary.pinned(key: "1") }
        try script(9) { $0.text(Int(HI_PIN_ANSWER_CID), "bafk") }
        await #expect(throws: PluginError.self) { try await notary.pinned(key: "1") }
    }
}
